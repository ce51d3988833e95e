using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Keys;

/// <summary>A key that access tokens are signed with.</summary>
public sealed class SigningKey
{
    /// <summary>The <c>kid</c>: the key's thumbprint (RFC 7638).</summary>
    public required string KeyId { get; init; }

    /// <summary>The only algorithm it is used with.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required SigningKeyState State { get; set; }

    /// <summary>The public half as a JWK.</summary>
    public required string PublicJwk { get; init; }

    /// <summary>The private half in PKCS#8 form, sealed.</summary>
    public required byte[] ProtectedPrivateKey { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it begins to sign, or began; null for a key of before this was kept, which began when it was made.</summary>
    public DateTimeOffset? ActivatesAt { get; set; }

    /// <summary>When its turn to sign begins.</summary>
    public DateTimeOffset SignsFrom => ActivatesAt ?? CreatedAt;

    /// <summary>When it stopped signing.</summary>
    public DateTimeOffset? RetiredAt { get; set; }

    /// <summary>Until when it is published and what it signed is accepted; null while it may still sign.</summary>
    public DateTimeOffset? AcceptedUntil { get; set; }
}

/// <summary>The life of a signing key.</summary>
public enum SigningKeyState
{
    /// <summary>Published, and signs nothing yet.</summary>
    Announced,

    /// <summary>Published, and signs.</summary>
    Active,

    /// <summary>Published until the last token it signed has run out.</summary>
    Retired,
}

internal sealed class SigningKeyConfiguration : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> key)
    {
        key.ToTable("signing_keys");
        key.HasKey(k => k.KeyId);
        key.Ignore(k => k.SignsFrom);
        key.Property(k => k.KeyId).HasMaxLength(64);
        key.Property(k => k.Algorithm).HasMaxLength(16);
        key.Property(k => k.PublicJwk).HasMaxLength(4_000);
        key.Property(k => k.ProtectedPrivateKey).HasMaxLength(16_000);
    }
}
