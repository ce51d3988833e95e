using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>What every refusal is answered with.</summary>
internal sealed record ErrorResponse
{
    /// <summary>An id of this very answer, so that people can speak of it.</summary>
    public required string Id { get; init; }

    /// <summary>What is wrong: one for each field that is, else one.</summary>
    public required IReadOnlyList<ErrorDescription> Errors { get; init; }
}

/// <summary>One thing that is wrong.</summary>
internal sealed record ErrorDescription
{
    /// <summary>A word for programs, such as <c>notfound</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, where, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>More for programs: the <c>field</c> that is wrong, or the <c>permission</c> that is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Meta { get; init; }
}

/// <summary>Says a refusal in Sumo Logic's words.</summary>
internal static class SumoErrors
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const string Invalid = "request.invalid";

    // What has no word there keeps ours, with their kind of hyphen.
    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal)
    {
        ["unauthenticated"] = "unauthorized",
        ["permission_missing"] = "forbidden",
        ["above_own_privileges"] = "forbidden",
        ["not_found"] = "notfound",
        ["method_not_allowed"] = "method.unsupported",
        ["unsupported_media_type"] = "contenttype.invalid",
        ["failed"] = "internal.error",
        ["unavailable"] = "service.unavailable",
        ["invalid"] = Invalid,
    };

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["permissions"] = "capabilities",
        ["allowed_scopes"] = "scopes",
        ["cursor"] = "token",
    };

    public static Task WriteAsync(HttpContext http, Refusal refusal) =>
        TypedResults.Json(Of(refusal), statusCode: StatusOf(refusal.StatusCode)).ExecuteAsync(http);

    /// <summary>The same refusal with one field under another name: what a key calls its label is a token's name.</summary>
    public static Refusal Rename(this Refusal refusal, string field, string name) => refusal with
    {
        Fields = refusal.Fields.ToDictionary(pair => pair.Key == field ? name : pair.Key, pair => pair.Value),
    };

    private static ErrorResponse Of(Refusal refusal)
    {
        var code = Codes.GetValueOrDefault(refusal.Code) ?? refusal.Code.Replace('_', '.');
        return new ErrorResponse
        {
            Id = string.Join('-', RandomNumberGenerator.GetString(Letters, 15).Chunk(5).Select(part => new string(part))),
            Errors = refusal.Fields.Count == 0
                ? [new ErrorDescription { Code = code, Message = MessageOf(refusal), Meta = MetaOf(refusal) }]
                : [.. refusal.Fields.Select(field => (Name: NameOf(field.Key), Problem: field.Value)).Select(field => new ErrorDescription
                {
                    Code = code,
                    Message = $"{field.Name}: {field.Problem}",
                    Meta = new Dictionary<string, string> { ["field"] = field.Name },
                })],
        };
    }

    private static string MessageOf(Refusal refusal) => refusal.Code switch
    {
        // There is no force here.
        "in_use" => "It is in use: take it from the users, service accounts and groups that have it first.",
        _ => refusal.Detail,
    };

    private static Dictionary<string, string>? MetaOf(Refusal refusal) =>
        refusal.Permission is { } permission ? new() { ["permission"] = permission } : null;

    // A path into the body is in their words already.
    private static string NameOf(string field) =>
        Fields.GetValueOrDefault(field) ?? (field.Contains('_', StringComparison.Ordinal) ? CamelCaseOf(field) : field);

    private static string CamelCaseOf(string field)
    {
        var parts = field.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return JsonNamingPolicy.CamelCase.ConvertName(string.Concat(parts.Select(part => char.ToUpperInvariant(part[0]) + part[1..])));
    }

    // That system has no 409, 412 or 422.
    private static int StatusOf(int statusCode) => statusCode switch
    {
        StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed or StatusCodes.Status422UnprocessableEntity =>
            StatusCodes.Status400BadRequest,
        _ => statusCode,
    };
}
