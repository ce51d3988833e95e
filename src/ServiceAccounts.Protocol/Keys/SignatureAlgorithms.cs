using System.Collections.Immutable;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>The signature algorithms (RFC 7518 section 3.1) that may appear here; <c>none</c> and HS* are not among them.</summary>
public static class SignatureAlgorithms
{
    /// <summary>ECDSA with P-256 and SHA-256: what access tokens are signed with unless their Api says otherwise.</summary>
    public const string ES256 = "ES256";

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256: for resource servers that know nothing newer.</summary>
    public const string RS256 = "RS256";

    /// <summary>What our access tokens can be signed with.</summary>
    public static ImmutableArray<string> ForAccessTokens { get; } = [ES256, RS256];

    /// <summary>What clients may sign their assertions with.</summary>
    public static ImmutableArray<string> ForAssertions { get; } =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
}
