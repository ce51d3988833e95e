using System.Collections.Frozen;
using System.Collections.Immutable;
using ServiceAccounts.Protocol.Clients;
using ProtocolApi = ServiceAccounts.Protocol.Tokens.Api;

namespace ServiceAccounts.Storage.Access;

/// <summary>
/// The roles, Apis and places of one tenant at one moment: immutable, shared by every cached client of the tenant, and
/// replaced as a whole when one of them changes.
/// </summary>
public sealed class TenantAccess
{
    private FrozenSet<string>? _ambiguousNames;

    /// <summary>The tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The shortest lifetime that the tenant's applications may name in seconds, where it sets one.</summary>
    public int? MinimumTtlSeconds { get; init; }

    /// <summary>The longest lifetime of the tenant's access tokens in seconds, where it sets one.</summary>
    public required int? MaximumTtlSeconds { get; init; }

    /// <summary>What is demanded of all the tenant's clients beyond a good credential.</summary>
    public ClientPolicy Policy { get; init; } = ClientPolicy.None;

    /// <summary>The Api of tokens for which nobody names one.</summary>
    public required Guid DefaultApiId { get; init; }

    /// <summary>The tenant's Apis and our own, sorted by identifier.</summary>
    public required ImmutableArray<ProtocolApi> Apis { get; init; }

    /// <summary>The system roles and those that the tenant made, by id.</summary>
    public required FrozenDictionary<Guid, RoleRule> Roles { get; init; }

    /// <summary>The account groups of the tenant, Everyone among them, by id.</summary>
    public required FrozenDictionary<Guid, GroupRule> Groups { get; init; }

    /// <summary>Every organization of the tenant as a place, by id.</summary>
    public required FrozenDictionary<Guid, Place> Places { get; init; }

    /// <summary>
    /// The place of an organization. One that has been made since this was loaded is a place of its own below the tenant:
    /// whoever holds something at a group above it holds it there a moment later.
    /// </summary>
    public Place PlaceOf(Guid organizationId) =>
        Places.GetValueOrDefault(organizationId) ?? Place.Organization(PlaceKind.Organization, TenantId, [organizationId]);

    /// <summary>Every permission that can be held in the tenant.</summary>
    public IEnumerable<Permission> Permissions => Apis.SelectMany(api => api.Permissions.Select(name => new Permission(api.Id, name)));

    /// <summary>The names that more than one Api defines: such a permission is told apart by its Api. Worked out once.</summary>
    public FrozenSet<string> AmbiguousNames => _ambiguousNames ??= Permissions
        .GroupBy(permission => permission.Name, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).Select(same => same.Key)
        .ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>What a role holds.</summary>
/// <param name="Id">The role's id.</param>
/// <param name="Name">The role's name.</param>
/// <param name="Reach">Whether it holds what it lists, or by rule.</param>
/// <param name="Levels">The kinds of place at which it may be bound, the default first.</param>
/// <param name="Listed">What it lists.</param>
public sealed record RoleRule(
    Guid Id, string Name, RoleReach Reach, ImmutableArray<PlaceKind> Levels, FrozenSet<Permission> Listed)
{
    /// <summary>Whether the role holds a permission.</summary>
    public bool Grants(Permission permission) => Reach switch
    {
        RoleReach.Everything => true,
        RoleReach.WholeTenant => permission.ApiId != ManagementPermissions.ApiId || !ManagementPermissions.AtSystemOnly.Contains(permission.Name),
        _ => Listed.Contains(permission),
    };
}

/// <summary>What the members of an account group hold through it.</summary>
/// <param name="Id">The group's id.</param>
/// <param name="Name">The group's name.</param>
/// <param name="IsEveryone">Whether every principal of the tenant is in it.</param>
/// <param name="Bindings">Its roles, each at a place.</param>
/// <param name="Grants">Its permissions, which hold everywhere in the tenant.</param>
public sealed record GroupRule(
    Guid Id, string Name, bool IsEveryone, ImmutableArray<AccountGroupBinding> Bindings, ImmutableArray<Permission> Grants);
