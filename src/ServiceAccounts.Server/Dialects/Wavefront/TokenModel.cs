using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>A token as a request names it.</summary>
internal sealed record TokenWrite
{
    /// <summary>Its id, or the token itself.</summary>
    [JsonPropertyName("tokenID")]
    public string? TokenId { get; init; }

    public string? TokenName { get; init; }
}

/// <summary>An API token.</summary>
internal record TokenModel
{
    /// <summary>The token itself in the answer that made it, its id in every other.</summary>
    [JsonPropertyName("tokenID")]
    public required string TokenId { get; init; }

    public required string TokenName { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Account { get; init; }

    [AllowedValues(TokenModel.User, TokenModel.ServiceAccount, TokenModel.InactiveServiceAccount)]
    public required string AccountType { get; init; }

    /// <summary>When it was made, in milliseconds since 1970.</summary>
    public required long DateGenerated { get; init; }

    /// <summary>When it was last used, in milliseconds since 1970; null for never.</summary>
    public required long? LastUsed { get; init; }

    internal const string User = "USER_ACCOUNT";
    internal const string ServiceAccount = "SERVICE_ACCOUNT";
    internal const string InactiveServiceAccount = "INACTIVE_SERVICE_ACCOUNT";
}

/// <summary>An API token among those of the customer, which also has the members that this list has elsewhere.</summary>
internal sealed record CustomerToken : TokenModel
{
    public required string Id { get; init; }

    public required string Name { get; init; }
}
