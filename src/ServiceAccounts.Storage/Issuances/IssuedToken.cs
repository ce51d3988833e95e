using System.Net;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>One issued token as its record is kept: the client stands for its application, which never changes.</summary>
public sealed record IssuedToken
{
    /// <summary>The token's <c>jti</c>.</summary>
    public required Guid TokenId { get; init; }

    /// <summary>The <c>client_id</c> that asked; empty where the record does not have it.</summary>
    public required string ClientId { get; init; }

    /// <summary>The tenant of the account.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The account.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The credential that proved it.</summary>
    public required Guid CredentialId { get; init; }

    /// <summary>The <c>client_id</c> that asked for it to act for the account; null where the account's own client asked.</summary>
    public string? ActingClientId { get; init; }

    /// <summary>The Api that the token is for.</summary>
    public required Guid ApiId { get; init; }

    /// <summary>The token's <c>iat</c>.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The token's <c>exp</c>.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The token's scopes, parted by spaces.</summary>
    public required string Scope { get; init; }

    /// <summary>Where the request came from, where that is known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The minute in which it was issued, in minutes since 1970.</summary>
    public long Minute => MinuteOf(IssuedAt);

    /// <summary>The minute of a time, in minutes since 1970.</summary>
    public static long MinuteOf(DateTimeOffset time) => Math.DivRem(time.ToUnixTimeSeconds(), 60, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>What is kept of a record.</summary>
    public static IssuedToken Of(Issuance issuance) => new()
    {
        TokenId = issuance.TokenId,
        ClientId = issuance.ClientId ?? string.Empty,
        TenantId = issuance.TenantId,
        PrincipalId = issuance.PrincipalId,
        CredentialId = issuance.CredentialId,
        ActingClientId = issuance.ActingClientId,
        ApiId = issuance.ApiId,
        IssuedAt = issuance.IssuedAt,
        ExpiresAt = issuance.ExpiresAt,
        Scope = issuance.Scope,
        Address = issuance.Address,
    };
}
