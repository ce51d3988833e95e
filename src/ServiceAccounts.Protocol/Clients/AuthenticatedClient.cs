using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>A client that has proved who it is.</summary>
/// <param name="Client">The client.</param>
/// <param name="CredentialId">The credential that proved it.</param>
public sealed record AuthenticatedClient(Client Client, Guid CredentialId)
{
    /// <summary>How it proved that, by the method's name in the metadata (RFC 8414, <c>token_endpoint_auth_methods_supported</c>).</summary>
    public required string Method { get; init; }

    /// <summary>The algorithm of the signature that proved it, where there is one (RFC 7518 section 3.1).</summary>
    public string? Algorithm { get; init; }

    /// <summary>The <c>kid</c> of the key that proved it, where the credential is a key set and its key has one.</summary>
    public string? KeyId { get; init; }

    /// <summary>When that credential runs out, if ever.</summary>
    public DateTimeOffset? CredentialExpiresAt { get; init; }

    /// <summary>What must be claimed before anything is granted, where the proof may be used only once.</summary>
    public SingleUse? SingleUse { get; init; }

    /// <summary>Whether the assertion of its grant proved it, so that a refusal is one of the grant.</summary>
    public bool IsByGrant { get; init; }

    /// <summary>Says that it is refused after all, in the words of what proved it.</summary>
    public OAuthError Refuse(string reason, FailureCause cause = FailureCause.Ended) =>
        IsByGrant ? OAuthError.InvalidGrant(reason, cause) : OAuthError.InvalidClient(reason, cause);
}
