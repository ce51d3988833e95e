using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Management;

/// <summary>The errors of the management API: problem details (RFC 9457) with a <c>code</c>, and <c>errors</c> by field.</summary>
internal static partial class RequestProblems
{
    /// <summary>The member under which a path waits to become the <c>Location</c> of an answer.</summary>
    public const string Location = "location";

    /// <summary>The member that names the permission that is missing.</summary>
    public const string Permission = "permission";

    private const string JsonExpected = "Send the body with Content-Type: application/json.";
    private const string TooLarge = "The body is larger than this server reads.";

    /// <summary>What an operation refused, as an answer.</summary>
    public static ProblemHttpResult ToProblem(this OperationError error)
    {
        var details = Details(StatusOf(error.Kind), error.Code, error.Message, error.Fields);
        if (error.Permission is { } permission)
        {
            details.Extensions[Permission] = permission;
        }

        if (error.Location is { } location)
        {
            details.Extensions[Location] = location;
        }

        if (error.UsedBy is { } usedBy)
        {
            details.Extensions["used_by"] = usedBy;
        }

        return TypedResults.Problem(details);
    }

    /// <summary>The problem in what a handler returned; null where it is none.</summary>
    public static ProblemHttpResult? ProblemOf(object? answer) => answer switch
    {
        INestedHttpResult { Result: var inner } => ProblemOf(inner),
        ProblemHttpResult problem => problem,
        _ => null,
    };

    /// <summary>Writes a problem that arises before any handler runs.</summary>
    public static Task WriteAsync(HttpContext http, int statusCode, string code, string detail) =>
        TypedResults.Problem(Details(statusCode, code, detail)).ExecuteAsync(http);

    /// <summary>Writes what is wrong with a request that the framework could not read.</summary>
    public static Task WriteAsync(HttpContext http, BadHttpRequestException exception)
    {
        var details = exception switch
        {
            { InnerException: JsonException json } => Details(400, "invalid", "The body is not valid: see errors.", JsonProblem.Of(json)),
            { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
                Details(415, "unsupported_media_type", JsonExpected),
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => Details(413, "too_large", TooLarge),
            _ => Details(exception.StatusCode, "invalid", "The request cannot be read: see errors.", UnreadablePart(exception)),
        };
        return TypedResults.Problem(details).ExecuteAsync(http);
    }

    /// <summary>Writes that the server failed, and nothing of how.</summary>
    public static Task WriteUnexpectedAsync(HttpContext http, bool unavailable) => unavailable
        ? WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "unavailable", "The database does not answer. Try again later.")
        : WriteAsync(http, StatusCodes.Status500InternalServerError, "failed", "The server failed. The failure is in its log.");

    /// <summary>Gives a code and a sentence to what routing refused on its own.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var (code, detail) = context.ProblemDetails.Status switch
        {
            StatusCodes.Status404NotFound => ("not_found", "There is no such route."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "The route takes other methods: see Allow."),
            StatusCodes.Status413PayloadTooLarge => ("too_large", TooLarge),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", JsonExpected),
            _ => ("failed", "The request failed."),
        };
        context.ProblemDetails.Extensions.TryAdd("code", code);
        context.ProblemDetails.Detail ??= detail;
    }

    // The framework's sentence repeats what was sent, which may be a secret: only the parameter's name is taken from it.
    private static Dictionary<string, string> UnreadablePart(BadHttpRequestException exception) =>
        UnreadableParameter().Match(exception.Message) is { Success: true } parameter
            ? new() { [JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Groups[1].Value)] = "It is not of the expected type." }
            : new() { ["(body)"] = "A JSON object is required." };

    [GeneratedRegex("^Failed to bind parameter \"[^ ]{1,100} ([A-Za-z]{1,100})\" from ")]
    private static partial Regex UnreadableParameter();

    private static ProblemDetails Details(
        int statusCode, string code, string detail, IReadOnlyDictionary<string, string>? errors = null)
    {
        var details = new ProblemDetails { Status = statusCode, Detail = detail, Extensions = { ["code"] = code } };
        if (errors is { Count: > 0 })
        {
            details.Extensions["errors"] = errors;
        }

        return details;
    }

    private static int StatusOf(OperationErrorKind kind) => kind switch
    {
        OperationErrorKind.Invalid => StatusCodes.Status400BadRequest,
        OperationErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        OperationErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        OperationErrorKind.NotFound => StatusCodes.Status404NotFound,
        OperationErrorKind.Conflict => StatusCodes.Status409Conflict,
        OperationErrorKind.KeyReused => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status412PreconditionFailed,
    };
}
