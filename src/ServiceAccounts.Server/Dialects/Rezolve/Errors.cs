using System.Collections.Frozen;
using System.Text.Json.Nodes;
using ServiceAccounts.Management;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>The errors of this API: <c>success</c> false, and an <c>error</c> with a code, a message and details.</summary>
internal static class Errors
{
    public const string ServiceAccount = "service account";
    public const string OAuthClient = "OAuth client";
    public const string ApiKey = "API key";

    public const string ClientAlreadyDeleted = "oauth_client_already_deleted";
    public const string KeyAlreadyRevoked = "api_key_already_revoked";

    private const string Unreadable = "INVALID_REQUEST";
    private const string Validation = "VALIDATION_ERROR";
    private const string Body = "(body)";
    private const string Query = "(query)";

    private static readonly FrozenDictionary<string, string> NotFound = new Dictionary<string, string>
    {
        ["tenant"] = "TENANT_NOT_FOUND",
        [ServiceAccount] = "SERVICE_ACCOUNT_NOT_FOUND",
        [OAuthClient] = "OAUTH_CLIENT_NOT_FOUND",
        ["application of this service account"] = "OAUTH_CLIENT_NOT_FOUND",
        [ApiKey] = "API_KEY_NOT_FOUND",
        ["API token of this principal"] = "API_KEY_NOT_FOUND",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The names that the model has for what this API calls otherwise.
    private static readonly FrozenDictionary<string, string> Members = new Dictionary<string, string>
    {
        ["access_token_ttl_seconds"] = "accessTokenLifetime",
        ["expires_at"] = "expiresIn",
        ["grace_seconds"] = "gracePeriodMinutes",
        ["realm"] = "realmName",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>There is no such thing in the tenant.</summary>
    public static RefusalResult NoSuch(string what) => new(Refusal.Of(OperationError.NotFound(what)));

    /// <summary>The state of things does not allow it.</summary>
    public static RefusalResult Conflict(string code, string detail) => new(new Refusal(StatusCodes.Status409Conflict, code, detail));

    /// <summary>What an operation refused, with the names that members have here; <paramref name="permissions"/> is the member that lists some.</summary>
    public static RefusalResult Of(OperationError error, string permissions = "permissions", int invalid = StatusCodes.Status400BadRequest)
    {
        var refusal = Refusal.Of(error);
        return new RefusalResult(refusal with
        {
            // Nobody of this API sends what a change could be stale by: somebody else was a moment faster.
            StatusCode = refusal.StatusCode switch
            {
                StatusCodes.Status412PreconditionFailed => StatusCodes.Status409Conflict,
                StatusCodes.Status400BadRequest => invalid,
                var status => status,
            },
            Fields = refusal.Fields.ToDictionary(
                field => field.Key == "permissions" ? permissions : Members.GetValueOrDefault(field.Key, field.Key),
                field => field.Key == "permissions" ? $"{field.Value} Permissions are defined by the tenant's Apis: POST /management/v1/apis." : field.Value),
        });
    }

    /// <summary>Members of the request are wrong.</summary>
    public static RefusalResult Invalid(IReadOnlyDictionary<string, string> problems, int status = StatusCodes.Status400BadRequest) =>
        new(Refusal.Of(OperationError.Invalid(problems)) with { StatusCode = status });

    public static Task WriteAsync(HttpContext http, Refusal refusal, DateTimeOffset now)
    {
        var code = CodeOf(http, refusal);
        http.Response.StatusCode = refusal.StatusCode;
        return http.Response.WriteAsJsonAsync(
            new ErrorAnswer
            {
                Success = false,
                Error = new ErrorModel
                {
                    Code = code,
                    Message = MessageOf(code),
                    Details = code == Unreadable
                        ? JsonValue.Create(refusal.Fields.GetValueOrDefault(Body, refusal.Detail))
                        : refusal.Fields.Count == 0 ? JsonValue.Create(refusal.Detail)
                        : new JsonObject(refusal.Fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)JsonValue.Create(field.Value)))),
                },
                Timestamp = now,
            },
            http.RequestAborted);
    }

    private static string CodeOf(HttpContext http, Refusal refusal) => refusal.StatusCode switch
    {
        StatusCodes.Status400BadRequest => refusal.Fields.Count == 0 || refusal.Fields.Keys.All(name => name == Body) ? Unreadable
            : refusal.Fields.Keys.All(name => name == Query || http.Request.Query.ContainsKey(name)) ? "INVALID_PARAMETER"
            : Validation,
        StatusCodes.Status401Unauthorized => ExpiredBearer.IsSentIn(http.Request, refusal) ? "TOKEN_EXPIRED" : "UNAUTHORIZED",
        StatusCodes.Status403Forbidden => "FORBIDDEN",
        StatusCodes.Status404NotFound => NotFound.GetValueOrDefault(refusal.What ?? string.Empty, "NOT_FOUND"),
        StatusCodes.Status409Conflict => refusal.Code.ToUpperInvariant(),
        StatusCodes.Status422UnprocessableEntity => Validation,
        StatusCodes.Status503ServiceUnavailable => "SERVICE_UNAVAILABLE",
        >= StatusCodes.Status500InternalServerError => "INTERNAL_ERROR",
        _ => Unreadable,
    };

    // OAUTH_CLIENT_NOT_FOUND is read as words by people: one sentence for each code would say no more.
    private static string MessageOf(string code) => code switch
    {
        Validation => "The request is not valid: see details.",
        "UNAUTHORIZED" => "Authentication is required.",
        "TOKEN_EXPIRED" => "The access token has expired.",
        "FORBIDDEN" => "The caller may not do this.",
        Unreadable => "The request cannot be understood.",
        "INVALID_PARAMETER" => "A query parameter is not valid: see details.",
        "INTERNAL_ERROR" => "The server failed.",
        "SERVICE_UNAVAILABLE" => "The server cannot answer now.",
        _ => char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ').ToLowerInvariant() + ".",
    };
}
