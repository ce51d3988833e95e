using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>A principal that is a machine, owned by exactly one organization.</summary>
public sealed class ServiceAccount : IListed
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest description.</summary>
    public const int MaxDescriptionLength = 500;

    /// <summary>The longest owner contact.</summary>
    public const int MaxOwnerContactLength = 255;

    /// <summary>The longest handle.</summary>
    public const int MaxHandleLength = 255;

    /// <summary>The principal's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The principal.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The tenant, as the principal has it: every query of a tenant's accounts starts here.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The organization that owns it.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>What people call it; unique in its organization without regard to case.</summary>
    public required string Name { get; set; }

    /// <summary>The name in the form in which names are compared.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>The word after <c>sa::</c>; unique in the tenant, never changed.</summary>
    public required string Handle { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>The credential that it was born with; never changed.</summary>
    public required AuthenticationType AuthType { get; init; }

    /// <summary>Its own e-mail address, where it has one.</summary>
    public string? Email { get; set; }

    /// <summary>Whom to ask about it: a person, a team, a channel.</summary>
    public string? OwnerContact { get; set; }

    /// <summary>When it stops working, if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Who made it; kept as it was then, whatever becomes of them.</summary>
    public required Guid CreatedById { get; init; }

    /// <summary>What who made it was called.</summary>
    public required string CreatedByName { get; init; }

    /// <summary>What kind of principal made it.</summary>
    public required PrincipalKind CreatedByKind { get; init; }

    /// <summary>Who last changed it; kept as it was then, and null for the server itself.</summary>
    public Guid? UpdatedById { get; set; }

    /// <summary>What who last changed it was called.</summary>
    public string? UpdatedByName { get; set; }

    /// <summary>What kind of principal last changed it.</summary>
    public PrincipalKind? UpdatedByKind { get; set; }

    /// <summary>Counts changes: the <c>ETag</c>.</summary>
    public long Version { get; set; } = 1;

    /// <summary>Its labels.</summary>
    public List<ServiceAccountLabel> Labels { get; } = [];

    /// <summary>Its OAuth clients.</summary>
    public List<Application> Applications { get; } = [];

    /// <summary>The form in which two names are the same.</summary>
    public static string Normalize(string name) => name.Trim().ToUpperInvariant();
}

/// <summary>The credential that a service account is born with.</summary>
public enum AuthenticationType
{
    /// <summary>An API token.</summary>
    ApiKey,

    /// <summary>An application with a client secret.</summary>
    OauthClientSecret,

    /// <summary>An application with a key set.</summary>
    OauthPrivateKeyJwt,

    /// <summary>An application with a certificate.</summary>
    OauthTlsClientAuth,

    /// <summary>An application that trusts the tokens of another issuer.</summary>
    OauthFederated,
}

internal sealed class ServiceAccountConfiguration : IEntityTypeConfiguration<ServiceAccount>
{
    public void Configure(EntityTypeBuilder<ServiceAccount> account)
    {
        account.ToTable("service_accounts");
        account.Property(a => a.Name).HasMaxLength(ServiceAccount.MaxNameLength);

        // Upper case can be longer than the name it comes from.
        account.Property(a => a.NormalizedName).HasMaxLength(ServiceAccount.MaxNameLength * 3);
        account.Property(a => a.Handle).HasMaxLength(ServiceAccount.MaxHandleLength);
        account.Property(a => a.Description).HasMaxLength(ServiceAccount.MaxDescriptionLength);
        account.Property(a => a.Email).HasMaxLength(User.MaxEmailLength);
        account.Property(a => a.OwnerContact).HasMaxLength(ServiceAccount.MaxOwnerContactLength);
        account.Property(a => a.CreatedByName).HasMaxLength(255);
        account.Property(a => a.UpdatedByName).HasMaxLength(255);
        account.Property(a => a.Version).IsConcurrencyToken();
        account.HasIndex(a => new { a.OrganizationId, a.NormalizedName }).IsUnique();
        account.HasIndex(a => new { a.TenantId, a.Handle }).IsUnique();
        account.HasIndex(a => new { a.TenantId, a.CreatedAt, a.Id });
        account.HasIndex(a => new { a.OrganizationId, a.CreatedAt, a.Id });
        account.HasIndex(a => new { a.TenantId, a.NormalizedName });
        account.HasIndex(a => new { a.TenantId, a.ExpiresAt });
        account.HasIndex(a => new { a.TenantId, a.Email });
        account.HasMany(a => a.Labels).WithOne().HasForeignKey(l => l.AccountId).OnDelete(DeleteBehavior.Cascade);
        account.HasOne(a => a.Principal).WithOne().HasForeignKey<ServiceAccount>(a => a.Id).OnDelete(DeleteBehavior.Cascade);
        account.HasOne<Organization>().WithMany().HasForeignKey(a => a.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        account.HasMany(a => a.Applications).WithOne().HasForeignKey(a => a.PrincipalId).OnDelete(DeleteBehavior.Cascade);
    }
}
