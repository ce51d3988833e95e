using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Rezolve's API as a surface of this server.</summary>
internal sealed class RezolveDialect : IDialect
{
    public const string DialectName = "rezolve";

    public string Name => DialectName;

    public string Title => "Rezolve dialect";

    public string Description => "For clients of Rezolve.";

    public bool Owns(PathString path) => path.StartsWithSegments("/api/v1/admin") || path.StartsWithSegments("/api/v1/oauth-clients")
        || path.StartsWithSegments("/api/v1/api-keys") || path.StartsWithSegments("/api/v1/api-key");

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) => ValueTask.FromResult(NamedTenant.None);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => throw new NotImplementedException();

    public void Map(RouteGroupBuilder routes)
    {
    }
}
