using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>An access token that its client has revoked (RFC 7009), kept until it would have run out.</summary>
public sealed class RevokedToken
{
    /// <summary>The token's <c>jti</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant of its client.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>When the token runs out by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public required DateTimeOffset RevokedAt { get; init; }
}

/// <summary>Knows which access tokens have been revoked: always from the database, so on every node at once.</summary>
public sealed class RevokedTokens(IDbContextFactory<ServiceAccountsDbContext> contexts, Freshness freshness) : IRevokedTokens
{
    /// <inheritdoc />
    public async Task<bool> ContainAsync(Guid id, CancellationToken cancellationToken)
    {
        freshness.ThrowIfStale("revoked tokens");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<RevokedToken>().AnyAsync(t => t.Id == id, cancellationToken);
    }
}

internal sealed class RevokedTokenConfiguration : IEntityTypeConfiguration<RevokedToken>
{
    public void Configure(EntityTypeBuilder<RevokedToken> token)
    {
        token.ToTable("revoked_tokens");
        token.HasIndex(t => t.ExpiresAt);
    }
}
