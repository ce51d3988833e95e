using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Snyk's API as a surface of this server.</summary>
internal sealed class SnykDialect : IDialect
{
    public const string DialectName = "snyk";

    public string Name => DialectName;

    public string Title => "Snyk dialect";

    public string Description => "For clients of Snyk.";

    public bool Owns(PathString path) => path.StartsWithSegments("/rest") || path.StartsWithSegments("/v1/group");

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) => ValueTask.FromResult(NamedTenant.None);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => throw new NotImplementedException();

    public void Map(RouteGroupBuilder routes)
    {
    }
}
