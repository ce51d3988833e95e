using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Keys;

/// <summary>A key that access tokens are signed with; its private half is never shown.</summary>
public sealed record SigningKeyResponse
{
    /// <summary>The <c>kid</c>: the key's thumbprint (RFC 7638).</summary>
    public required string Kid { get; init; }

    /// <summary>The only algorithm it is used with.</summary>
    [AllowedValues("ES256", "RS256")]
    public required string Algorithm { get; init; }

    /// <summary><c>announced</c>: published, and signs later; <c>active</c>: signs; <c>retired</c>: what it signed is accepted for a while yet.</summary>
    [AllowedValues("announced", "active", "retired")]
    public required string State { get; init; }

    /// <summary>Whether it comes from a file of the operator's, and not from the server.</summary>
    public required bool Own { get; init; }

    /// <summary>When it was made; null for one from a file.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it begins to sign, or began; null for one from a file.</summary>
    public required DateTimeOffset? ActivatesAt { get; init; }

    /// <summary>When it stopped signing; null while it has not.</summary>
    public required DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Until when it is published and what it signed is accepted; null while that is not known.</summary>
    public required DateTimeOffset? AcceptedUntil { get; init; }
}

/// <summary>The signing keys, by algorithm and in the order in which they sign.</summary>
/// <param name="Items">The keys.</param>
public sealed record SigningKeysResponse(IReadOnlyList<SigningKeyResponse> Items);

/// <summary>Has signing keys follow those that sign now.</summary>
public sealed record RotateSigningKeysRequest
{
    /// <summary>Whose turn it is: <c>ES256</c> or <c>RS256</c>; both unless given.</summary>
    [AllowedValues("ES256", "RS256", null)]
    public string? Algorithm { get; init; }

    /// <summary>
    /// <c>announced</c>, unless given: in six minutes, when every verifier has asked for the key set again; <c>now</c>: in five
    /// seconds, and a verifier that does not ask again for an unknown <c>kid</c> may refuse tokens for 300 s.
    /// </summary>
    [AllowedValues("announced", "now", null)]
    public string? Activate { get; init; }
}
