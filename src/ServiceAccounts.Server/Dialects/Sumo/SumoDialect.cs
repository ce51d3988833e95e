using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Sumo Logic's API as a surface of this server.</summary>
internal sealed class SumoDialect : IDialect
{
    public const string DialectName = "sumo";

    public string Name => DialectName;

    public string Title => "Sumo Logic dialect";

    public string Description => "For clients of Sumo Logic.";

    public bool Owns(PathString path) => path.StartsWithSegments("/api/v1/serviceAccounts") || path.StartsWithSegments("/api/v1/accessKeys")
        || path.StartsWithSegments("/api/v1/oauth") || path.StartsWithSegments("/api/v1/roles") || path.StartsWithSegments("/api/v1/users");

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) => ValueTask.FromResult(NamedTenant.None);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => throw new NotImplementedException();

    public void Map(RouteGroupBuilder routes)
    {
    }
}
