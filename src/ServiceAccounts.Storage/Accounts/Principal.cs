using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>Who can be authenticated: all access hangs on the principal, never on its kind.</summary>
public sealed class Principal
{
    /// <summary>The principal's id: the <c>sub</c> of its tokens.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>User or service account.</summary>
    public required PrincipalKind Kind { get; init; }

    /// <summary>Whether its credentials authenticate.</summary>
    public required PrincipalStatus Status { get; set; }

    /// <summary>A positive 64-bit number, unique on the server, for clients that know no other ids.</summary>
    public required long Number { get; init; }

    /// <summary>Raised to end every token issued so far.</summary>
    public long Epoch { get; set; }

    /// <summary>Makes a number that nobody can guess or count from.</summary>
    public static long CreateNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) & long.MaxValue;
    }
}

/// <summary>The kinds of principal.</summary>
public enum PrincipalKind
{
    /// <summary>A person.</summary>
    User,

    /// <summary>A machine.</summary>
    ServiceAccount,
}

/// <summary>Whether a principal's credentials authenticate.</summary>
public enum PrincipalStatus
{
    /// <summary>They do.</summary>
    Active,

    /// <summary>They do not, until it is activated.</summary>
    Inactive,
}

internal sealed class PrincipalConfiguration : IEntityTypeConfiguration<Principal>
{
    public void Configure(EntityTypeBuilder<Principal> principal)
    {
        principal.ToTable("principals");
        principal.HasIndex(p => p.Number).IsUnique();
        principal.HasIndex(p => p.TenantId);
        principal.HasOne<Tenant>().WithMany().HasForeignKey(p => p.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}
