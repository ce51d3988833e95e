using System.Collections.Immutable;

namespace ServiceAccounts.Storage.Keys;

/// <summary>A key of the operator's own, read from a file at start.</summary>
/// <param name="KeyId">The <c>kid</c>: the key's thumbprint (RFC 7638).</param>
/// <param name="Algorithm">The only algorithm it is used with.</param>
/// <param name="PublicJwk">The public half as a JWK.</param>
/// <param name="Pkcs8">The private half in PKCS#8 form.</param>
public sealed record OwnSigningKey(string KeyId, string Algorithm, string PublicJwk, byte[] Pkcs8)
{
    /// <summary>What may be shown of it.</summary>
    public override string ToString() => $"{Algorithm} {KeyId}";
}

/// <summary>The operator's own keys, in the order of the settings: the first of an algorithm signs, the others are published.</summary>
/// <param name="Keys">The keys.</param>
public sealed record OwnSigningKeys(ImmutableArray<OwnSigningKey> Keys)
{
    /// <summary>Whether a key of one's own signs with that algorithm.</summary>
    public bool SignWith(string algorithm) => Keys.Any(key => key.Algorithm == algorithm);

    /// <summary>Whether it is the one that signs with its algorithm.</summary>
    public bool Signs(OwnSigningKey key) => Keys.First(other => other.Algorithm == key.Algorithm) == key;
}
