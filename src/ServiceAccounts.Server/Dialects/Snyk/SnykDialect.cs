using Microsoft.AspNetCore.Http.Features;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Snyk's API as a surface of this server: the tenant is that of the group, org or tenant in the path.</summary>
internal sealed class SnykDialect(TenantStore tenants, Issuer issuer, TimeProvider time) : IDialect
{
    public const string DialectName = "snyk";

    /// <summary>Where the REST API is; its links leave this out.</summary>
    public const string Rest = "/rest";

    private const string V1 = "/v1/group";

    private static readonly Refusal NotPlain = new(
        StatusCodes.Status404NotFound, "not_found", "There is nothing over plain HTTP: use https. Replace the credential if one was sent.");

    private static readonly Refusal JsonApiExpected = new(
        StatusCodes.Status400BadRequest, "unsupported_media_type", $"Send the body with Content-Type: {JsonApi.MediaType}.");

    public string Name => DialectName;

    public string Title => "Snyk dialect";

    public string Description =>
        "For clients of Snyk: service accounts of groups and orgs, their client secrets, roles, and who am I. Bodies are JSON:API. "
        + "A group is a group of this server, an org an organization; their ids are the same here and in the management API.";

    public bool Owns(PathString path) => path.StartsWithSegments(Rest) || path.StartsWithSegments(V1);

    public Refusal? WhyUnreadable(HttpContext http)
    {
        if (IsPlain(http))
        {
            return NotPlain;
        }

        if (http.Request.Path.StartsWithSegments(Rest) && SnykVersion.WhyNone(http) is { } refusal)
        {
            return refusal;
        }

        return HasBody(http) && !IsJsonApi(http) ? JsonApiExpected : null;
    }

    public async ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var route = http.Request.RouteValues;
        if ((route["group_id"] ?? route["org_id"]) is string place)
        {
            return Guid.TryParseExact(place, "D", out var placeId)
                ? NamedTenant.OfFound(await tenants.FindByOrganizationAsync(placeId, cancellationToken))
                : NamedTenant.Unknown;
        }

        return route["tenant_id"] is string tenant
            ? NamedTenant.OfFound(Guid.TryParseExact(tenant, "D", out var tenantId) ? tenantId : null)
            : NamedTenant.None;
    }

    public Task RefuseAsync(HttpContext http, Refusal refusal)
    {
        SnykVersion.Tell(http, time.GetUtcNow());
        return SnykErrors.WriteAsync(http, refusal, time.GetUtcNow());
    }

    public void Map(RouteGroupBuilder routes)
    {
        var rest = routes.MapGroup(Rest);
        rest.AddOpenApiOperationTransformer(SnykParameters.DescribeAsync);
        rest.RefuseUnknownParameters(SnykErrors.OfQuery, SnykVersion.Parameter);
        rest.AddEndpointFilter((invocation, next) =>
        {
            SnykVersion.Tell(invocation.HttpContext, time.GetUtcNow());
            return next(invocation);
        });
        GroupServiceAccountEndpoints.Map(rest);
        OrgServiceAccountEndpoints.Map(rest);
        SnykRoleEndpoints.Map(rest);
        SnykSelfEndpoint.Map(rest);

        var v1 = routes.MapGroup(V1);
        v1.RefuseUnknownParameters(SnykErrors.OfQuery);
        GroupRolesEndpoint.Map(v1);
    }

    // Whoever shows the wrong scheme to us, or has a proxy tell of it, keeps nobody's secret but their own in clear.
    private bool IsPlain(HttpContext http) =>
        !http.Request.IsHttps
        && issuer.Value.StartsWith("https:", StringComparison.Ordinal)
        && !http.Request.Headers["X-Forwarded-Proto"].ToString().Equals("https", StringComparison.OrdinalIgnoreCase);

    private static bool HasBody(HttpContext http) =>
        (HttpMethods.IsPost(http.Request.Method) || HttpMethods.IsPatch(http.Request.Method))
        && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private static bool IsJsonApi(HttpContext http) =>
        http.Request.GetTypedHeaders().ContentType is { } type && type.MediaType.Equals(JsonApi.MediaType, StringComparison.OrdinalIgnoreCase);
}
