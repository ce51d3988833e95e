using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>A token with which a principal calls our own APIs: its hash, never itself.</summary>
public sealed class ApiToken : IListed
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The tenant of the principal.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>Its HMAC-SHA-256, 32 bytes.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The version of the server's key that made the hash.</summary>
    public required int HashKeyVersion { get; set; }

    /// <summary>What may be shown of it.</summary>
    public required string Hint { get; set; }

    /// <summary>The hash of the text that it had before it was rotated, where that one works for a while yet.</summary>
    public byte[]? RetiringHash { get; set; }

    /// <summary>Until when the text before works.</summary>
    public DateTimeOffset? RetiringUntil { get; set; }

    /// <summary>What it narrows the principal's permissions to; null for no narrowing.</summary>
    public string[]? Scopes { get; set; }

    /// <summary>Whether it authenticates.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it; null for the server itself and for those made before this was kept.</summary>
    public Guid? CreatedById { get; init; }

    /// <summary>What who made it was called.</summary>
    public string? CreatedByName { get; init; }

    /// <summary>When it was last changed; null for those not changed since this has been kept.</summary>
    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>Who last changed it.</summary>
    public Guid? UpdatedById { get; set; }

    /// <summary>When it runs out, if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, if it was.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When it ends, if ever: a revoked one ended before all time, whatever the clocks of other nodes say.</summary>
    public DateTimeOffset? EndsAt => RevokedAt is null ? ExpiresAt : DateTimeOffset.MinValue;

    /// <summary>The same of a text of it, which one that it had before it was rotated outlives by its grace alone.</summary>
    public DateTimeOffset? EndOf(bool retiring) => retiring && !(EndsAt < RetiringUntil) ? RetiringUntil : EndsAt;
}

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> token)
    {
        token.ToTable("api_tokens");
        token.Ignore(t => t.EndsAt);
        token.Property(t => t.Name).HasMaxLength(ApiToken.MaxNameLength);
        token.Property(t => t.Hash).HasMaxLength(32);
        token.Property(t => t.Hint).HasMaxLength(16);
        token.HasIndex(t => t.Hash).IsUnique();
        token.Property(t => t.RetiringHash).HasMaxLength(32);
        token.HasIndex(t => t.RetiringHash).IsUnique();
        token.Property(t => t.CreatedByName).HasMaxLength(255);
        token.HasIndex(t => t.PrincipalId);
        token.HasIndex(t => new { t.TenantId, t.ExpiresAt });
        token.HasIndex(t => new { t.TenantId, t.CreatedAt, t.Id });
        token.HasOne<Principal>().WithMany().HasForeignKey(t => t.PrincipalId).OnDelete(DeleteBehavior.Cascade);
    }
}
