using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Audit;

/// <summary>The record of one issued token.</summary>
public sealed record IssuanceResponse
{
    /// <summary>The token's <c>jti</c>.</summary>
    public required Guid TokenId { get; init; }

    /// <summary>The client that got it.</summary>
    public required string ClientId { get; init; }

    /// <summary>The account: the token's <c>sub</c>.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The credential that it was got with.</summary>
    public required Guid CredentialId { get; init; }

    /// <summary>The client that asked for it, to act for the account; not there where the account's own client asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ActingClientId { get; init; }

    /// <summary>The Api that it is for.</summary>
    public required Guid ApiId { get; init; }

    /// <summary>The token's <c>iat</c>.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The token's <c>exp</c>.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The token's scopes, parted by spaces.</summary>
    public required string Scope { get; init; }

    /// <summary>Where the request came from, where that is known.</summary>
    public required string? Address { get; init; }
}
