using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using ServiceAccounts.Management;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Refusals in Snyk's words: a JSON:API document with one error for each wrong field, of few statuses.</summary>
internal static class SnykErrors
{
    private const string InvalidParameter = "invalid_parameter";
    private const string Attributes = "data.attributes.";
    private static readonly int[] Declared = [400, 401, 403, 404, 500];

    /// <summary>Says in the document which refusals a route has.</summary>
    public static RouteHandlerBuilder RefusesAsSnyk(this RouteHandlerBuilder route)
    {
        foreach (var status in Declared)
        {
            route.Produces<SnykErrorDocument>(status, JsonApi.MediaType);
        }

        return route;
    }

    /// <summary>What an operation refused, its fields found in the body that was sent.</summary>
    public static RefusalResult ToSnyk(this OperationError error)
    {
        var refusal = Refusal.Of(error);
        return new RefusalResult(error.Code switch
        {
            "name_taken" => refusal with { Fields = InBody("name", error.Message) },
            "in_use" => refusal with { Detail = "The role is in use: take it away from those who have it, and then delete it." },
            _ => refusal with { Fields = error.Fields.ToDictionary(field => Attributes + NameOf(field.Key), field => DetailOf(field.Key, field.Value)) },
        });
    }

    /// <summary>Parameters of the query are wrong.</summary>
    public static RefusalResult OfQuery(Refusal refusal) => new(refusal with { Code = InvalidParameter });

    /// <summary>A parameter of the query is wrong.</summary>
    public static Refusal OfQuery(string parameter, string problem) => OfQuery(Refusal.Invalid(parameter, problem)).Refusal;

    /// <summary>A member of the attributes in the body is wrong.</summary>
    public static RefusalResult OfAttribute(string attribute, string problem) => new(Refusal.Invalid(Attributes + attribute, problem));

    /// <summary>Answers with a refusal.</summary>
    public static Task WriteAsync(HttpContext http, Refusal refusal, DateTimeOffset now)
    {
        var status = StatusOf(refusal.StatusCode);
        http.Response.StatusCode = status;
        var errors = refusal.Fields.Count == 0
            ? [ErrorOf(status, refusal.Code, DetailOf(http, refusal), null, now)]
            : refusal.Fields.Select(field => ErrorOf(status, refusal.Code, field.Value, SourceOf(refusal.Code, field.Key), now)).ToList();
        return http.Response.WriteAsJsonAsync(new SnykErrorDocument(errors), (JsonSerializerOptions?)null, JsonApi.MediaType, http.RequestAborted);
    }

    // Snyk declares these five for each operation. 503 stays: whoever repeats a request later does well.
    private static int StatusOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound => status,
        StatusCodes.Status405MethodNotAllowed => StatusCodes.Status404NotFound,
        StatusCodes.Status503ServiceUnavailable => status,
        >= StatusCodes.Status500InternalServerError => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    private static SnykError ErrorOf(int status, string code, string detail, SnykErrorSource? source, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), $"{status}", code, ReasonPhrases.GetReasonPhrase(status), detail) { Source = source };

    private static string DetailOf(HttpContext http, Refusal refusal) => refusal switch
    {
        { What: "tenant" } => $"There is no {PlaceIn(http.Request.Path)} of this id.",
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => "There is no such operation: the path has others.",
        _ => refusal.Detail,
    };

    private static string PlaceIn(PathString path) =>
        path.StartsWithSegments(SnykDialect.Rest + "/orgs") ? "org"
        : path.StartsWithSegments(SnykDialect.Rest + "/tenants") ? "tenant"
        : "group";

    private static SnykErrorSource? SourceOf(string code, string field) => field switch
    {
        _ when field.StartsWith('(') => null, // The body or the query as a whole.
        _ when code == InvalidParameter => new SnykErrorSource { Parameter = field },
        _ => new SnykErrorSource { Pointer = "/" + field.Replace('.', '/').Replace('[', '/').Replace("]", string.Empty, StringComparison.Ordinal) },
    };

    private static Dictionary<string, string> InBody(string attribute, string problem) => new() { [Attributes + attribute] = problem };

    private static string NameOf(string field) => field switch
    {
        "role_ids" => "role_id",
        "client_secret" => "secret",
        _ => field,
    };

    private static string DetailOf(string field, string problem) => field == "permissions"
        ? problem + " A permission of a product of your own is defined with its Api first: POST /management/v1/apis."
        : problem;
}
