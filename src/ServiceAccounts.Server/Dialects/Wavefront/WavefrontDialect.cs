using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Wavefront's API as a surface of this server.</summary>
internal sealed class WavefrontDialect : IDialect
{
    public const string DialectName = "wavefront";

    public string Name => DialectName;

    public string Title => "Wavefront dialect";

    public string Description => "For clients of Wavefront.";

    public bool Owns(PathString path) => path.StartsWithSegments("/api/v2");

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) => ValueTask.FromResult(NamedTenant.None);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => throw new NotImplementedException();

    public void Map(RouteGroupBuilder routes)
    {
    }
}
