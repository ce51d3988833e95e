using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Sumo Logic's API as a surface of this server.</summary>
internal sealed class SumoDialect(SumoRates rates) : IDialect
{
    public const string DialectName = "sumo";

    public const string Root = "/api/v1";

    public string Name => DialectName;

    public string Title => "Sumo Logic dialect";

    public string Description =>
        "For clients of Sumo Logic: service accounts, their access keys, OAuth clients that run as a service account, roles and users. "
        + "The tenant is that of the credential; ids are 16 hexadecimal digits. A capability or scope that is none of user management is "
        + "a permission of one of the tenant's Apis.";

    public bool Owns(PathString path) => path.StartsWithSegments("/api/v1/serviceAccounts") || path.StartsWithSegments("/api/v1/accessKeys")
        || path.StartsWithSegments("/api/v1/oauth") || path.StartsWithSegments("/api/v1/roles") || path.StartsWithSegments("/api/v1/users");

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) => ValueTask.FromResult(NamedTenant.None);

    public Admission Admit(HttpContext http, Caller caller) => rates.Admit(http, caller);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => SumoErrors.WriteAsync(http, refusal);

    public void Map(RouteGroupBuilder routes)
    {
        var all = routes.MapGroup(Root);
        all.RefuseUnknownParameters(refusal => new RefusalResult(refusal));
        all.AddEndpointFilter<RouteGroupBuilder, ForeignOrigins>();
        ServiceAccountEndpoints.Map(all);
        AccountKeyEndpoints.Map(all);
        AccessKeyEndpoints.Map(all);
        OAuthClientEndpoints.Map(all);
        OAuthConsentEndpoints.Map(all);
        ScopeEndpoints.Map(all);
        RoleEndpoints.Map(all);
        UserEndpoints.Map(all);
    }
}
