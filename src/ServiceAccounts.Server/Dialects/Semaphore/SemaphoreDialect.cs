using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Semaphore's API as a surface of this server.</summary>
internal sealed class SemaphoreDialect(HostTenants hosts) : IDialect
{
    public const string DialectName = "semaphore";

    private const string Root = "/api/v1alpha";

    public string Name => DialectName;

    public string Title => "Semaphore dialect";

    public string Description =>
        "For clients of Semaphore's API v1alpha: service accounts, members, roles, permissions and groups of an organization, which is "
        + "the first one of the tenant that the host's first label names, or else of the caller's. Every error is a JSON string. "
        + "Roles, permissions and groups of projects are not there.";

    public bool Owns(PathString path) => path.StartsWithSegments(Root);

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) =>
        hosts.FindAsync(http, cancellationToken);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => SemaphoreErrors.WriteAsync(http, refusal);

    public void Map(RouteGroupBuilder routes)
    {
        var api = routes.MapGroup(Root);
        api.RefuseUnknownParameters(refusal => new RefusalResult(refusal));
        ServiceAccountEndpoints.Map(api);
        ServiceAccountStateEndpoints.Map(api);
        MemberEndpoints.Map(api);
        RoleEndpoints.Map(api);
        PermissionEndpoints.Map(api);
        GroupEndpoints.Map(api);
    }
}
