using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Server.Token;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Rezolve's API as a surface of this server.</summary>
internal sealed class RezolveDialect(TenantStore tenants, TimeProvider time) : IDialect
{
    public const string DialectName = "rezolve";

    private const string TokenPath = "/oauth/token";

    public string Name => DialectName;

    public string Title => "Rezolve dialect";

    public string Description =>
        "For clients of Rezolve: service accounts, OAuth clients, API keys, audit logs and tenants. Every request names its tenant in "
        + "the header x-tenantid. Tokens come from POST /oauth/token, which is POST /oauth2/token under another name (RFC 6749).";

    public bool Owns(PathString path) => path.StartsWithSegments("/api/v1/admin") || path.StartsWithSegments("/api/v1/oauth-clients")
        || path.StartsWithSegments("/api/v1/api-keys") || path.StartsWithSegments("/api/v1/api-key");

    public Refusal? WhyUnreadable(HttpContext http) => RequestHeaders.WhyUnreadable(http.Request);

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) =>
        RequestHeaders.FindTenantAsync(http.Request, tenants, cancellationToken);

    public Task RefuseAsync(HttpContext http, Refusal refusal) => Errors.WriteAsync(http, refusal, time.GetUtcNow());

    public void Map(RouteGroupBuilder routes)
    {
        // Not of this surface: it authenticates clients, and its errors are those of RFC 6749.
        TokenEndpoint.Map(routes, TokenPath);

        var own = routes.MapGroup("/api/v1").DescribeHeaders();
        own.RefuseUnknownParameters(refusal => new RefusalResult(refusal));
        ServiceAccountEndpoints.Map(own);
        OAuthClientEndpoints.Map(own);
        ApiKeyEndpoints.Map(own);
        AuditLogEndpoints.Map(own);
        TenantEndpoints.Map(own);
    }
}
