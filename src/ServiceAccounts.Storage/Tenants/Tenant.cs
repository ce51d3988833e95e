using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Tenants;

/// <summary>The isolation border: nothing of one tenant exists for another.</summary>
public sealed class Tenant : IListed
{
    /// <summary>The longest name, realm and host label.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The tenant's id: the <c>tenant_id</c> of its tokens.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>A word that is unique on the server, and part of the identifiers of its Apis.</summary>
    public required string Realm { get; set; }

    /// <summary>The first label of its own host name, unique on the server.</summary>
    public required string HostLabel { get; set; }

    /// <summary>How many service accounts it may have; null for no maximum.</summary>
    public int? MaximumServiceAccounts { get; set; }

    /// <summary>The code of the region that it belongs to; null for that of the deployment.</summary>
    public string? Region { get; set; }

    /// <summary>What identifiers of its Apis may begin with, beside those below <c>{Issuer}/apis/{realm}</c>; null for any.</summary>
    public string[]? IdentifierPrefixes { get; set; } = [];

    /// <summary>The shortest lifetime that its applications may name in seconds; null where the server's own minimum holds.</summary>
    public int? MinimumTtlSeconds { get; set; }

    /// <summary>The longest lifetime of its access tokens in seconds; null where the server's own maximum holds.</summary>
    public int? MaximumTtlSeconds { get; set; }

    /// <summary>What is demanded of all its clients beyond a good credential, as JSON; null for nothing.</summary>
    public string? Policy { get; set; }

    /// <summary>The Api of tokens for which neither the request nor the application names one.</summary>
    public required Guid DefaultApiId { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts changes: the <c>ETag</c>.</summary>
    public long Version { get; set; } = 1;
}

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> tenant)
    {
        tenant.ToTable("tenants");
        tenant.Property(t => t.Name).HasMaxLength(Tenant.MaxNameLength);
        tenant.Property(t => t.Realm).HasMaxLength(Tenant.MaxNameLength);
        tenant.Property(t => t.HostLabel).HasMaxLength(Tenant.MaxNameLength);
        tenant.Property(t => t.Region).HasMaxLength(32);
        tenant.Property(t => t.Policy).HasMaxLength(Credentials.Application.MaxPolicyLength);
        tenant.Property(t => t.Version).IsConcurrencyToken();
        tenant.HasIndex(t => new { t.CreatedAt, t.Id });
        tenant.HasIndex(t => t.Realm).IsUnique();
        tenant.HasIndex(t => t.HostLabel).IsUnique();
    }
}
