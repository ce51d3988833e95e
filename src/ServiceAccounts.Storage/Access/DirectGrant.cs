using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Access;

/// <summary>A principal has a permission by itself, without a role; it holds everywhere in the tenant.</summary>
public sealed class DirectGrant
{
    /// <summary>Who has it.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The Api that defines the permission.</summary>
    public required Guid ApiId { get; init; }

    /// <summary>The permission's name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class DirectGrantConfiguration : IEntityTypeConfiguration<DirectGrant>
{
    public void Configure(EntityTypeBuilder<DirectGrant> grant)
    {
        grant.ToTable("direct_grants");
        grant.HasKey(g => new { g.PrincipalId, g.ApiId, g.Name });
        grant.HasIndex(g => new { g.ApiId, g.Name });
        grant.Property(g => g.Name).HasMaxLength(Api.MaxPermissionLength);
        grant.HasOne<Principal>().WithMany().HasForeignKey(g => g.PrincipalId).OnDelete(DeleteBehavior.Cascade);
    }
}
