using System.Net;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>The record of every issued token, and the claim of what may be used once.</summary>
public interface IIssuances
{
    /// <summary>Claims and records in one act; a token is released only when the answer is <see cref="IssuanceOutcome.Recorded"/>.</summary>
    ValueTask<IssuanceOutcome> RecordAsync(Issuance issuance, CancellationToken cancellationToken);
}

/// <summary>What became of a token's record.</summary>
public enum IssuanceOutcome
{
    /// <summary>It is there: the token may be released.</summary>
    Recorded,

    /// <summary>What may be used once has been used before: nothing is released.</summary>
    AlreadyUsed,

    /// <summary>The proof of what the token is bound to has been used before: nothing is released.</summary>
    ProofAlreadyUsed,

    /// <summary>The journal cannot take it now: nothing is released.</summary>
    Unavailable,
}

/// <summary>One issued token.</summary>
public sealed record Issuance
{
    /// <summary>The token's <c>jti</c>.</summary>
    public required Guid TokenId { get; init; }

    /// <summary>The token's <c>iat</c>.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The token's <c>exp</c>.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The tenant of the account.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The account.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The application whose token it is.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>Its <c>client_id</c>, by which tokens are found when the application is deleted; null in records of before it was kept.</summary>
    public required string? ClientId { get; init; }

    /// <summary>The credential that proved it.</summary>
    public required Guid CredentialId { get; init; }

    /// <summary>
    /// The credential that was used, and whose it is, where a token was exchanged; null where it is <see cref="CredentialId"/>. It
    /// says when a credential was used and is no part of the record.
    /// </summary>
    public (Guid CredentialId, Guid PrincipalId)? Used { get; init; }

    /// <summary>The <c>kid</c> of the key that proved it, where there is one. It says when a key was used and is no part of the record.</summary>
    public string? KeyId { get; init; }

    /// <summary>The <c>client_id</c> that asked for it to act for the account; null where the account's own client asked.</summary>
    public string? ActingClientId { get; init; }

    /// <summary>The Api that the token is for.</summary>
    public required Guid ApiId { get; init; }

    /// <summary>The token's scopes, parted by spaces.</summary>
    public required string Scope { get; init; }

    /// <summary>Where the request came from, where that is known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>What must not have been used before, where the client's proof allows one use.</summary>
    public SingleUse? SingleUse { get; init; }

    /// <summary>What must not have been used before, where the proof of what the token is bound to allows one use.</summary>
    public SingleUse? ProofUse { get; init; }

    /// <summary>The record of a token.</summary>
    public static Issuance Of(AccessToken token, IPAddress? address)
    {
        var (client, access, requester) = (token.Grant.Client, token.Grant.Access, token.Grant.Requester);
        return new Issuance
        {
            TokenId = token.Id,
            IssuedAt = token.IssuedAt,
            ExpiresAt = token.ExpiresAt,
            TenantId = client.Client.TenantId,
            PrincipalId = client.Client.PrincipalId,
            ApplicationId = client.Client.ApplicationId,
            ClientId = client.Client.Id,
            CredentialId = client.CredentialId,
            Used = ReferenceEquals(requester, client) ? null : (requester.CredentialId, requester.Client.PrincipalId),
            KeyId = requester.KeyId,
            ActingClientId = string.Equals(requester.Client.Id, client.Client.Id, StringComparison.Ordinal) ? null : requester.Client.Id,
            ApiId = access.Api.Id,
            Scope = token.Grant.Scope,
            Address = address,
            SingleUse = requester.SingleUse,
            ProofUse = token.Grant.Possession.SingleUse,
        };
    }
}
