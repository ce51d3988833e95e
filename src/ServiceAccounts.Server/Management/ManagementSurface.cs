using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Management;

/// <summary>The management API as one of our own: who holds rights at <c>system</c> names another tenant by a query parameter.</summary>
internal sealed class ManagementSurface : ISurface
{
    /// <summary>The query parameter that names a tenant.</summary>
    public const string TenantParameter = "tenant";

    public string Name => ManagementApi.DocumentName;

    /// <summary>The tenant that a request names; null where it names none.</summary>
    public static string? TenantNamedBy(HttpContext http) =>
        http.Request.Query[TenantParameter].ToString() is { Length: > 0 } named ? named : null;

    public bool Owns(PathString path) => path.StartsWithSegments(ManagementApi.Prefix);

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) => ValueTask.FromResult(
        TenantNamedBy(http) is not { } named ? NamedTenant.None
        : Guid.TryParse(named, out var id) ? NamedTenant.Of(id)
        : NamedTenant.Unknown);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => refusal.ToProblem().ExecuteAsync(http);
}
