using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>A principal that is a person.</summary>
public sealed class User : IListed
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest e-mail address (RFC 5321 section 4.5.3.1).</summary>
    public const int MaxEmailLength = 320;

    /// <summary>The principal's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The principal.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The tenant, as the principal has it.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The person's name.</summary>
    public required string Name { get; set; }

    /// <summary>The person's e-mail address; unique in the tenant without regard to case.</summary>
    public required string Email { get; set; }

    /// <summary>The address in the form in which addresses are compared.</summary>
    public required string NormalizedEmail { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts changes: the <c>ETag</c>.</summary>
    public long Version { get; set; } = 1;

    /// <summary>The form in which two addresses are the same.</summary>
    public static string Normalize(string email) => email.Trim().ToUpperInvariant();
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("users");
        user.Property(u => u.Name).HasMaxLength(User.MaxNameLength);
        user.Property(u => u.Email).HasMaxLength(User.MaxEmailLength);
        user.Property(u => u.NormalizedEmail).HasMaxLength(User.MaxEmailLength * 3);
        user.Property(u => u.Version).IsConcurrencyToken();
        user.HasIndex(u => new { u.TenantId, u.NormalizedEmail }).IsUnique();
        user.HasIndex(u => new { u.TenantId, u.CreatedAt, u.Id });
        user.HasOne(u => u.Principal).WithOne().HasForeignKey<User>(u => u.Id).OnDelete(DeleteBehavior.Cascade);
    }
}
