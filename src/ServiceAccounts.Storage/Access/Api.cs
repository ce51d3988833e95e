using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage.Access;

/// <summary>A resource server of a tenant. Our own has no row: it is defined by the code and the issuer.</summary>
public sealed class Api : IListed
{
    /// <summary>The longest identifier.</summary>
    public const int MaxIdentifierLength = 500;

    /// <summary>The longest name of a permission: that of a scope.</summary>
    public const int MaxPermissionLength = 255;

    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The most clients that may introspect the tokens of one Api.</summary>
    public const int MaxIntrospectionClients = 50;

    /// <summary>The most permissions that one Api defines.</summary>
    public const int MaxPermissions = 500;

    /// <summary>The most permissions that all the Apis of one tenant define: they are in memory while the tenant is in use.</summary>
    public const int MaxPermissionsPerTenant = 10_000;

    /// <summary>The most Apis of one tenant.</summary>
    public const int MaxPerTenant = 1_000;

    /// <summary>The Api's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The <c>aud</c> of its tokens; unique on the server.</summary>
    public required string Identifier { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>What its tokens are signed with.</summary>
    public string SigningAlgorithm { get; set; } = SignatureAlgorithms.ES256;

    /// <summary>The longest lifetime of its tokens in seconds; null where it sets none.</summary>
    public int? MaximumTtlSeconds { get; set; }

    /// <summary>Whether its tokens carry the names of the account's roles.</summary>
    public bool IncludesRoles { get; set; }

    /// <summary>Whether its tokens carry the names of the account's groups.</summary>
    public bool IncludesGroups { get; set; }

    /// <summary>Whether its tokens say where their state can be looked up (Token Status List).</summary>
    public bool IncludesStatus { get; set; }

    /// <summary>The <c>client_id</c>s of those who may introspect its tokens.</summary>
    public string[] IntrospectionClients { get; set; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts changes: the <c>ETag</c>.</summary>
    public long Version { get; set; } = 1;

    /// <summary>The permissions that it defines.</summary>
    public List<ApiPermission> Permissions { get; } = [];

    /// <summary>What the Api defines that every tenant is born with.</summary>
    public static string[] DefaultPermissions { get; } = ["api:read", "api:write"];
}

/// <summary>A permission that an Api defines.</summary>
public sealed class ApiPermission
{
    /// <summary>The Api.</summary>
    public required Guid ApiId { get; init; }

    /// <summary>The permission's name.</summary>
    public required string Name { get; init; }
}

internal sealed class ApiConfiguration : IEntityTypeConfiguration<Api>
{
    public void Configure(EntityTypeBuilder<Api> api)
    {
        api.ToTable("apis");
        api.Property(a => a.Identifier).HasMaxLength(Api.MaxIdentifierLength);
        api.Property(a => a.Name).HasMaxLength(Api.MaxNameLength);
        api.Property(a => a.SigningAlgorithm).HasMaxLength(16);
        api.Property(a => a.Version).IsConcurrencyToken();
        api.HasIndex(a => a.Identifier).IsUnique();
        api.HasIndex(a => new { a.TenantId, a.CreatedAt, a.Id });
        api.HasOne<Tenant>().WithMany().HasForeignKey(a => a.TenantId).OnDelete(DeleteBehavior.Restrict);
        api.HasMany(a => a.Permissions).WithOne().HasForeignKey(p => p.ApiId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ApiPermissionConfiguration : IEntityTypeConfiguration<ApiPermission>
{
    public void Configure(EntityTypeBuilder<ApiPermission> permission)
    {
        permission.ToTable("api_permissions");
        permission.Property(p => p.Name).HasMaxLength(Api.MaxPermissionLength);
        permission.HasKey(p => new { p.ApiId, p.Name });
    }
}
