using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Shows accounts and tokens in Wavefront's words, as one tenant is at one moment.</summary>
internal sealed class AccountView(TenantAccess tenant, PermissionTable table)
{
    public AccountModel Account(HolderView holder)
    {
        var (permissions, roles) = Unite(holder.RoleIds, holder.GroupIds, holder.Permissions);
        return new AccountModel
        {
            Identifier = AccountIdentifiers.Of(holder.Name),
            Groups = table.Show(holder.Permissions),
            UserGroups = holder.GroupIds,
            Roles = holder.RoleIds,
            UnitedPermissions = permissions,
            UnitedRoles = roles,
        };
    }

    public ServiceAccountModel ServiceAccount(ServiceAccountResponse account)
    {
        var own = account.Permissions.Select(table.Find).OfType<Permission>().ToList();
        var (permissions, roles) = Unite(account.RoleIds, account.GroupIds, own);
        return new ServiceAccountModel
        {
            Identifier = account.Handle,
            Active = account.Status == "active",
            Description = account.Description,
            Groups = table.Show(own),
            UserGroups = [.. account.GroupIds.Select(id => tenant.Groups.GetValueOrDefault(id)).OfType<GroupRule>().Select(Group)],
            Roles = [.. account.RoleIds.Select(id => tenant.Roles.GetValueOrDefault(id)).OfType<RoleRule>().Select(Role)],
            Tokens = [.. account.Tokens.Select(token => Token(token, account.Handle, TypeOf(account)))],
            UnitedPermissions = permissions,
            UnitedRoles = roles,
            LastUsed = account.LastUsedAt.Value?.ToUnixTimeMilliseconds(),
        };
    }

    public LinkedGroup Group(GroupRule group) => new(
        group.Id, group.Name, RolesOf(group), table.Show(group.Grants), GroupProperties.Of(group.IsEveryone));

    public IReadOnlyList<LinkedRole> RolesOf(GroupRule group) =>
    [
        .. group.Bindings.Select(b => b.RoleId).Distinct().Select(id => tenant.Roles.GetValueOrDefault(id)).OfType<RoleRule>().Select(Role),
    ];

    public IReadOnlyList<string> PermissionsOf(RoleRule role) => table.Show(Held(role));

    /// <summary>A token of a service account; <paramref name="text"/> where it has just been made.</summary>
    public static TokenModel Token(ApiTokenResponse token, string account, string accountType, string? text = null) => new()
    {
        TokenId = text ?? token.Id.ToString(),
        TokenName = token.Name,
        Account = account,
        AccountType = accountType,
        DateGenerated = token.CreatedAt.ToUnixTimeMilliseconds(),
        LastUsed = token.LastUsedAt.Value?.ToUnixTimeMilliseconds(),
    };

    /// <summary>A token among those of the customer.</summary>
    public static CustomerToken Token(InventoriedToken token)
    {
        var type = token switch
        {
            { Owner.Kind: PrincipalKind.User } => TokenModel.User,
            { OwnerIsActive: true } => TokenModel.ServiceAccount,
            _ => TokenModel.InactiveServiceAccount,
        };
        var own = Token(token.Token, AccountIdentifiers.Of(token.Owner), type);
        return new CustomerToken
        {
            Id = own.TokenId,
            Name = own.TokenName,
            TokenId = own.TokenId,
            TokenName = own.TokenName,
            Account = own.Account,
            AccountType = own.AccountType,
            DateGenerated = own.DateGenerated,
            LastUsed = own.LastUsed,
        };
    }

    /// <summary>Which kind of account has a token.</summary>
    public static string TypeOf(ServiceAccountResponse account) =>
        account.Status == "active" ? TokenModel.ServiceAccount : TokenModel.InactiveServiceAccount;

    private LinkedRole Role(RoleRule role) => new(role.Id, role.Name, PermissionsOf(role));

    // By rule a role may hold all that there is.
    private IEnumerable<Permission> Held(RoleRule role) =>
        role.Reach is RoleReach.Listed or RoleReach.DefaultApi ? role.Listed : tenant.Permissions.Where(role.Grants);

    private (IReadOnlyList<string> Permissions, IReadOnlyList<Guid> Roles) Unite(
        IReadOnlyList<Guid> roleIds, IReadOnlyList<Guid> groupIds, IReadOnlyList<Permission> permissions)
    {
        var groups = groupIds.Select(id => tenant.Groups.GetValueOrDefault(id)).OfType<GroupRule>().ToList();
        var roles = roleIds.Concat(groups.SelectMany(group => group.Bindings).Select(b => b.RoleId)).Distinct()
            .Select(id => tenant.Roles.GetValueOrDefault(id)).OfType<RoleRule>().ToList();
        return (
            table.Show(permissions.Concat(groups.SelectMany(group => group.Grants)).Concat(roles.SelectMany(Held))),
            [.. roles.Select(role => role.Id)]);
    }
}
