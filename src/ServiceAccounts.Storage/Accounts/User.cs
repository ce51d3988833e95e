using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>A principal that is a person.</summary>
public sealed class User
{
    /// <summary>The principal's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The principal.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The person's name.</summary>
    public required string Name { get; set; }

    /// <summary>The person's address.</summary>
    public required string Email { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("users");
        user.Property(u => u.Name).HasMaxLength(255);
        user.Property(u => u.Email).HasMaxLength(320);
        user.HasOne(u => u.Principal).WithOne().HasForeignKey<User>(u => u.Id).OnDelete(DeleteBehavior.Cascade);
    }
}
