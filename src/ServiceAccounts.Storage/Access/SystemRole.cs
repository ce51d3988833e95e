using System.Collections.Frozen;
using System.Collections.Immutable;
using static ServiceAccounts.Storage.Access.ManagementPermissions;

namespace ServiceAccounts.Storage.Access;

/// <summary>
/// A role that every tenant has. What it holds is a rule in code, so that an upgrade changes it without touching rows; its
/// id is the same on every server, so that scripts may name it.
/// </summary>
public sealed class SystemRole
{
    private static readonly string[] Reads =
        [TenantRead, OrganizationRead, ServiceAccountRead, UserRead, RoleRead, GroupRead, ApiRead];

    private static readonly string[] ServiceAccounts =
        [ServiceAccountRead, ServiceAccountCreate, ServiceAccountUpdate, ServiceAccountDelete, ServiceAccountCredentials];

    private SystemRole(int number, string name, string description, RoleReach reach, PlaceKind[] levels, params string[] permissions)
    {
        Id = new Guid($"01990000-0000-7000-8000-{number:d12}");
        Number = number;
        Name = name;
        Description = description;
        Reach = reach;
        Levels = [.. levels];
        Permissions = permissions.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Everything, what is defined tomorrow included.</summary>
    public static SystemRole SuperAdmin { get; } = new(
        1, "super_admin", "Everything on this server.", RoleReach.Everything, [PlaceKind.System]);

    /// <summary>Everything of one tenant.</summary>
    public static SystemRole TenantAdmin { get; } = new(
        2, "tenant_admin", "Everything of one tenant.", RoleReach.WholeTenant, [PlaceKind.Tenant]);

    /// <summary>Whoever looks after a group of organizations.</summary>
    public static SystemRole GroupAdmin { get; } = new(
        3, "group_admin", "Organizations and service accounts of one group.", RoleReach.Listed, [PlaceKind.Group],
        [OrganizationRead, OrganizationManage, .. ServiceAccounts, UserRead, RoleRead, GroupRead, ApiRead, JournalRead]);

    /// <summary>Whoever looks after one organization.</summary>
    public static SystemRole OrgAdmin { get; } = new(
        4, "org_admin", "Service accounts of one organization.", RoleReach.Listed, [PlaceKind.Organization],
        [.. ServiceAccounts, OrganizationRead, UserRead, RoleRead, GroupRead, ApiRead, JournalRead]);

    /// <summary>Whoever may look.</summary>
    public static SystemRole Member { get; } = new(
        5, "member", "Reads what there is, the journal and keys excepted.", RoleReach.Listed,
        [PlaceKind.Organization, PlaceKind.Group, PlaceKind.Tenant], Reads);

    /// <summary>Whoever audits.</summary>
    public static SystemRole JournalReader { get; } = new(
        6, "journal_reader", "Reads the journal.", RoleReach.Listed,
        [PlaceKind.Organization, PlaceKind.Group, PlaceKind.Tenant], JournalRead);

    /// <summary>Whoever calls the tenant's default Api.</summary>
    public static SystemRole ApiDefault { get; } = new(
        7, "api_default", "api:read and api:write of the tenant's default Api.", RoleReach.DefaultApi,
        [PlaceKind.Organization, PlaceKind.Tenant], Api.DefaultPermissions);

    /// <summary>All of them.</summary>
    public static ImmutableArray<SystemRole> All { get; } =
        [SuperAdmin, TenantAdmin, GroupAdmin, OrgAdmin, Member, JournalReader, ApiDefault];

    /// <summary>The role's id, the same everywhere.</summary>
    public Guid Id { get; }

    /// <summary>The role's number.</summary>
    public int Number { get; }

    /// <summary>The role's name.</summary>
    public string Name { get; }

    /// <summary>What it is for.</summary>
    public string Description { get; }

    /// <summary>How far it reaches.</summary>
    public RoleReach Reach { get; }

    /// <summary>The kinds of place at which it may be bound, the one it is bound at by default first.</summary>
    public ImmutableArray<PlaceKind> Levels { get; }

    /// <summary>Its permissions, where it does not hold them by rule.</summary>
    public FrozenSet<string> Permissions { get; }

    internal Role ToRow() => new()
    {
        Id = Id,
        Name = Name,
        NormalizedName = Name.ToUpperInvariant(),
        Description = Description,
        Level = Levels[0],
        Number = Number,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}

/// <summary>How far a role reaches.</summary>
public enum RoleReach
{
    /// <summary>To the permissions that it lists.</summary>
    Listed,

    /// <summary>To the permissions that it lists, of the tenant's default Api.</summary>
    DefaultApi,

    /// <summary>To everything of a tenant, by rule.</summary>
    WholeTenant,

    /// <summary>To everything, by rule.</summary>
    Everything,
}
