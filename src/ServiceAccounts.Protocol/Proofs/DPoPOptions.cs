using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>The section <c>ServiceAccounts:DPoP</c>: what is asked of DPoP proofs (RFC 9449).</summary>
public sealed class DPoPOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceAccounts:DPoP";

    /// <summary>
    /// Whether each proof must have a nonce of this server (section 8), so that none can be made in advance. One is offered with every
    /// answer in any case, and one that is sent must be current; but not every client knows nonces.
    /// </summary>
    public bool RequireNonce { get; init; }

    /// <summary>How old a proof may be, in seconds.</summary>
    [Range(5, 300)]
    public int MaximumAgeSeconds { get; init; } = 60;

    /// <summary>How far a client's clock may be off, in seconds.</summary>
    [Range(0, 300)]
    public int ClockSkewSeconds { get; init; } = 60;

    /// <summary>How often the nonce changes, in seconds. The one before is good too, so a nonce lives for this long at least and twice as long at most.</summary>
    [Range(10, 3_600)]
    public int NonceRotationSeconds { get; init; } = 150;
}
