using System.Collections.Immutable;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>The keys that access tokens are signed with, and those that are published.</summary>
public interface ISigningKeys
{
    /// <summary>The key that signs now with <paramref name="algorithm"/>, one of <see cref="SignatureAlgorithms.ForAccessTokens"/>.</summary>
    Signer Active(string algorithm);

    /// <summary>Every key that a verifier may meet: announced, active and not yet forgotten.</summary>
    ImmutableArray<PublishedKey> Published { get; }
}

/// <summary>The public half of a signing key.</summary>
/// <param name="KeyId">The <c>kid</c>.</param>
/// <param name="Algorithm">The only algorithm it is used with.</param>
/// <param name="JsonWebKey">The key as a JWK (RFC 7517), public members only.</param>
public sealed record PublishedKey(string KeyId, string Algorithm, string JsonWebKey);
