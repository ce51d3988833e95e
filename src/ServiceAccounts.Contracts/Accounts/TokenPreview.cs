using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Asks what a token request of a service account would get now.</summary>
public sealed record TokenPreviewRequest
{
    /// <summary>The application that would ask; the account's only one unless given.</summary>
    public string? ClientId { get; init; }

    /// <summary>The scopes it would ask for, parted by spaces; all that it may have unless given.</summary>
    public string? Scope { get; init; }

    /// <summary>The Api it would ask for, by identifier.</summary>
    public string? Resource { get; init; }
}

/// <summary>What a token request would get now: no token, and nothing that could be used as one.</summary>
public sealed record TokenPreviewResponse
{
    /// <summary>Whether a token would be issued.</summary>
    public required bool WouldIssue { get; init; }

    /// <summary>
    /// What the request must prove to have besides its client authentication, or it is refused: <c>any</c>, <c>certificate</c>,
    /// <c>dpop</c> or <c>certificate_and_dpop</c>; nothing where it is not there.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequiresBinding { get; init; }

    /// <summary><c>DPoP</c> where the token must be bound to a key, else <c>Bearer</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenType { get; init; }

    /// <summary>The claims of the token, but for its <c>jti</c> and, where it is bound, its <c>cnf</c>: what it is bound to is not known yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Claims { get; init; }

    /// <summary>How long it would live, in seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExpiresIn { get; init; }

    /// <summary>The scopes it would have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>The Api it would be for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Audience { get; init; }

    /// <summary>Of the scopes asked for, those that it would not have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ScopesLeftOut { get; init; }

    /// <summary>The error that the client would get (RFC 6749 section 5.2).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>What the client would be told of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorDescription { get; init; }

    /// <summary>Which rule refuses it, and what would make it pass.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
