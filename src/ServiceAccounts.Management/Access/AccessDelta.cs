using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>What users, service accounts or account groups are given, and what is taken from them. To give what is had, and to take what is not, changes nothing.</summary>
public sealed record AccessDelta
{
    /// <summary>Roles to give, each where a role goes that names no place.</summary>
    public IReadOnlyList<Guid> GivenRoleIds { get; init; } = [];

    /// <summary>Roles to take, at whatever place they are had.</summary>
    public IReadOnlyList<Guid> TakenRoleIds { get; init; } = [];

    /// <summary>Account groups to join; a group joins none.</summary>
    public IReadOnlyList<Guid> GivenGroupIds { get; init; } = [];

    /// <summary>Account groups to leave; nobody leaves Everyone.</summary>
    public IReadOnlyList<Guid> TakenGroupIds { get; init; } = [];

    /// <summary>Permissions to give by themselves, by name.</summary>
    public IReadOnlyList<string> GivenPermissions { get; init; } = [];

    /// <summary>Permissions to take that were given by themselves, by name.</summary>
    public IReadOnlyList<string> TakenPermissions { get; init; } = [];

    /// <summary>Finds in the tenant what is given and what is taken.</summary>
    internal Outcome<ResolvedDelta> Read(TenantAccess tenant)
    {
        var fields = new Fields();
        var given = Of(GivenRoleIds, GivenGroupIds, GivenPermissions, tenant, fields);
        var taken = Of(TakenRoleIds, TakenGroupIds, TakenPermissions, tenant, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        return TakenGroupIds.Contains(tenant.TenantId) ? GroupMemberOperations.Everyone : new ResolvedDelta(given, taken);
    }

    private static Gifts Of(
        IReadOnlyList<Guid> roles, IReadOnlyList<Guid> groups, IReadOnlyList<string> permissions, TenantAccess tenant, Fields fields) =>
        Gifts.Of(new CreateServiceAccountRequest { RoleIds = roles, GroupIds = groups, Permissions = permissions }, tenant, fields);
}

/// <summary>What is given and taken, as the tenant has it.</summary>
internal sealed record ResolvedDelta(Gifts Given, Gifts Taken);
