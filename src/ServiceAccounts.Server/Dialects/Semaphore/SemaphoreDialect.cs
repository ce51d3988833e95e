using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Semaphore's API as a surface of this server.</summary>
internal sealed class SemaphoreDialect : IDialect
{
    public const string DialectName = "semaphore";

    public string Name => DialectName;

    public string Title => "Semaphore dialect";

    public string Description => "For clients of Semaphore.";

    public bool Owns(PathString path) => path.StartsWithSegments("/api/v1alpha");

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) => ValueTask.FromResult(NamedTenant.None);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => throw new NotImplementedException();

    public void Map(RouteGroupBuilder routes)
    {
    }
}
