using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>The headers that every request has: what it sends and takes, and which tenant it means.</summary>
internal static class RequestHeaders
{
    private const string Tenant = "x-tenantid";
    private const string Realm = "realmname";
    private const string Json = "application/json";

    private static readonly Refusal NotAcceptable = new(
        StatusCodes.Status406NotAcceptable, "not_acceptable", "Answers are application/json: send Accept: application/json, or none.");

    /// <summary>Why a request is not read: it sends something else than JSON, or takes no JSON.</summary>
    public static Refusal? WhyUnreadable(HttpRequest request)
    {
        // What has no body may say its type all the same, as long as it says JSON.
        var contentType = request.ContentType;
        if (!string.IsNullOrEmpty(contentType)
            && !(MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)))
        {
            return Refusal.OfStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        return AcceptsJson(request) ? null : NotAcceptable;
    }

    /// <summary>The tenant that the headers name. They say the same, or there is no such tenant.</summary>
    public static async ValueTask<NamedTenant> FindTenantAsync(HttpRequest request, TenantStore tenants, CancellationToken cancellationToken)
    {
        var (tenant, realm) = (request.Headers[Tenant], request.Headers[Realm]);
        if (tenant.Count != 1 || !Guid.TryParseExact(tenant.ToString(), "D", out var id))
        {
            return NamedTenant.Refused(Refusal.Invalid(Tenant, "It is required, once: the UUID of the tenant."));
        }

        if (realm.Count > 1)
        {
            return NamedTenant.Refused(Refusal.Invalid(Realm, "It is sent at most once."));
        }

        return string.IsNullOrEmpty(realm.ToString()) || (await tenants.FindAsync(id, cancellationToken))?.Realm == realm.ToString()
            ? NamedTenant.Of(id)
            : NamedTenant.Unknown;
    }

    /// <summary>Says in the document which headers every route of a group has.</summary>
    public static RouteGroupBuilder DescribeHeaders(this RouteGroupBuilder routes) => routes.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(Describe(Tenant, "The tenant.", required: true, format: "uuid"));
        operation.Parameters.Add(Describe(Realm, "The realm of the tenant; where it is sent, it has to be that.", required: false));
        return Task.CompletedTask;
    });

    private static OpenApiParameter Describe(string name, string description, bool required, string? format = null) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format },
    };

    // RFC 9110 section 12.5.1: none is as good as */*, and the range that says most of JSON decides.
    private static bool AcceptsJson(HttpRequest request)
    {
        var ranges = request.GetTypedHeaders().Accept;
        return ranges.Count == 0
            || ranges.Where(range => RankOf(range) > 0).MaxBy(RankOf) is { } best && best.Quality is not 0;
    }

    private static int RankOf(MediaTypeHeaderValue range) => range.MediaType.Value?.ToUpperInvariant() switch
    {
        "APPLICATION/JSON" => 3,
        "APPLICATION/*" => 2,
        "*/*" => 1,
        _ => 0,
    };
}
