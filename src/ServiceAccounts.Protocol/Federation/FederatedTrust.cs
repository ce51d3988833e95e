using System.Collections.Immutable;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Federation;

/// <summary>What a client trusts instead of a secret of its own: tokens of another issuer, for an audience, that meet all conditions.</summary>
public sealed record FederatedTrust
{
    /// <summary>The credential's id: the <c>credential_id</c> of the tokens that it gets.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The <c>iss</c> of the tokens; for SPIFFE the trust domain, such as <c>spiffe://example.org</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>Whether it is a SPIFFE trust domain, whose tokens (JWT-SVID) are known by their <c>sub</c>.</summary>
    public required bool IsSpiffe { get; init; }

    /// <summary>What the tokens' <c>aud</c> contains; null for our own issuer.</summary>
    public string? Audience { get; init; }

    /// <summary>What their claims must say, all of it.</summary>
    public required ImmutableArray<ClaimCondition> Conditions { get; init; }

    /// <summary>Where the keys are published; null where they are given, or found by the issuer's discovery document.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>The keys themselves; null where they are fetched.</summary>
    public ClientKeySet? Inline { get; init; }

    /// <summary>When the trust runs out, if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where a tenant's server fetches the keys; null where they are given.</summary>
    public KeySetUrl? UrlFor(Guid tenantId) => (Inline, JwksUrl) switch
    {
        ({ }, _) => null,
        (_, { } url) => new KeySetUrl(tenantId, url) { IsSpiffeBundle = IsSpiffe },
        _ => KeySetUrl.OfIssuer(tenantId, Issuer),
    };
}
