using System.Text.Json;
using System.Text.RegularExpressions;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>Why a request was not done, before a surface puts it into its own words.</summary>
/// <param name="StatusCode">The status that HTTP has for it; a dialect may have another.</param>
/// <param name="Code">A word for programs, such as <c>name_taken</c>.</param>
/// <param name="Detail">What is wrong, where, and what to do, for people.</param>
internal sealed partial record Refusal(int StatusCode, string Code, string Detail)
{
    /// <summary>When it makes sense to ask again that could not be answered because of the database.</summary>
    public const string RetryAfterSeconds = "1";

    private const string JsonExpected = "Send the body with Content-Type: application/json.";
    private const string TooLarge = "The body is larger than this server reads.";

    /// <summary>What is wrong with each field, by its name in the management API; what could not be read, by its path in the body.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The permission that is missing, where one is.</summary>
    public string? Permission { get; init; }

    /// <summary>What there is none of, where something is not there: <c>tenant</c>, <c>service account</c>.</summary>
    public string? What { get; init; }

    /// <summary>Where what was asked for is, where it is there already: a path.</summary>
    public string? Location { get; init; }

    /// <summary>What uses the thing, where it cannot be taken away because of that.</summary>
    public UsageResponse? UsedBy { get; init; }

    /// <summary>The caller sent no credential, or none that is good.</summary>
    public static Refusal Unauthenticated { get; } = new(
        StatusCodes.Status401Unauthorized, "unauthenticated",
        "Send an API token, or an access token for this server, as Authorization: Bearer, or DPoP with a proof where it is bound to a key; or an API token as Authorization: Token, "
        + "X-AUTH-TOKEN, X-API-Key or, after its id, as Authorization: Basic. The one sent, if any, is unknown, expired, revoked, or its owner is inactive.");

    /// <summary>The caller's address has sent too many credentials that are not good.</summary>
    public static Refusal TooManyFailures { get; } = new(
        StatusCodes.Status429TooManyRequests, "too_many_failures",
        "Too many credentials that are not good came from this address: see Retry-After, and send a good one.");

    /// <summary>The caller sent more than one credential.</summary>
    public static Refusal Ambiguous { get; } = new(
        StatusCodes.Status400BadRequest, "ambiguous_credentials",
        "The request has more than one credential: send one of Authorization, X-AUTH-TOKEN and X-API-Key, once.");

    /// <summary>There is no such tenant for the caller.</summary>
    public static Refusal NoSuchTenant { get; } = new(StatusCodes.Status404NotFound, "not_found", "There is no tenant of this id.") { What = "tenant" };

    /// <summary>The body is in another encoding than the one that JSON has.</summary>
    public static Refusal NotUtf8 { get; } =
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the body as UTF-8.");

    /// <summary>Fields of the request are wrong.</summary>
    public static Refusal Invalid(string field, string problem) =>
        Of(OperationError.Invalid(new Dictionary<string, string> { [field] = problem }));

    /// <summary>What an operation refused.</summary>
    public static Refusal Of(OperationError error) => new(StatusOf(error.Kind), error.Code, error.Message)
    {
        Fields = error.Fields,
        Permission = error.Permission,
        What = error.What,
        Location = error.Location,
        UsedBy = error.UsedBy,
    };

    /// <summary>What the framework could not read.</summary>
    public static Refusal Of(BadHttpRequestException exception) => exception switch
    {
        { InnerException: JsonException json } =>
            new(StatusCodes.Status400BadRequest, "invalid", "The body is not valid: see errors.") { Fields = JsonProblem.Of(json) },
        { StatusCode: StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status413PayloadTooLarge } => OfStatus(exception.StatusCode),
        _ => Unreadable(UnreadablePart(exception), exception.StatusCode),
    };

    /// <summary>Parts of a request that cannot be read, and why.</summary>
    public static Refusal Unreadable(Dictionary<string, string> fields, int statusCode = StatusCodes.Status400BadRequest) =>
        new(statusCode, "invalid", "The request cannot be read: see errors.") { Fields = fields };

    /// <summary>What routing refused on its own.</summary>
    public static Refusal OfStatus(int statusCode) => statusCode switch
    {
        StatusCodes.Status404NotFound => new(statusCode, "not_found", "There is no such route."),
        StatusCodes.Status405MethodNotAllowed => new(statusCode, "method_not_allowed", "The route takes other methods: see Allow."),
        StatusCodes.Status413PayloadTooLarge => new(statusCode, "too_large", TooLarge),
        StatusCodes.Status415UnsupportedMediaType => new(statusCode, "unsupported_media_type", JsonExpected),
        _ => new(statusCode, "failed", "The request failed."),
    };

    /// <summary>The server failed; nothing is said of how.</summary>
    public static Refusal Unexpected(bool unavailable) => unavailable
        ? new(StatusCodes.Status503ServiceUnavailable, "unavailable", "The database does not answer. Try again later.")
        : new(StatusCodes.Status500InternalServerError, "failed", "The server failed. The failure is in its log.");

    // The framework's sentence repeats what was sent, which may be a secret: only the parameter's name is taken from it.
    private static Dictionary<string, string> UnreadablePart(BadHttpRequestException exception) =>
        UnreadableParameter().Match(exception.Message) is { Success: true } parameter
            ? new() { [JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Groups[1].Value)] = "It is not of the expected type." }
            : new() { ["(body)"] = "A JSON object is required." };

    [GeneratedRegex("^Failed to bind parameter \"[^ ]{1,100} ([A-Za-z]{1,100})\" from ")]
    private static partial Regex UnreadableParameter();

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
