using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Account groups as every operation on them finds and shows them.</summary>
internal static class GroupRows
{
    /// <summary>The groups of the caller's tenant: every query of groups begins here.</summary>
    public static IQueryable<AccountGroup> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<AccountGroup>().Where(g => g.TenantId == caller.Tenant.TenantId);

    /// <summary>A group that the caller may see: <c>group.read</c> anywhere in the tenant.</summary>
    public static async Task<Outcome<AccountGroup>> FindReadableAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken) =>
        await OfTenant(db, caller).AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, cancellationToken) switch
        {
            null => OperationError.NotFound("group"),
            _ when !caller.CanAnywhere(ManagementPermissions.GroupRead) => OperationError.Forbidden(ManagementPermissions.GroupRead),
            var group => group,
        };

    /// <summary>A group that the caller may change: <c>group.manage</c> at the tenant.</summary>
    public static async Task<Outcome<AccountGroup>> FindChangeableAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, CancellationToken cancellationToken) =>
        await OfTenant(db, caller).SingleOrDefaultAsync(g => g.Id == id, cancellationToken) switch
        {
            null => OperationError.NotFound("group"),
            _ when !caller.Can(ManagementPermissions.GroupManage, caller.TenantPlace) => OperationError.Forbidden(ManagementPermissions.GroupManage),
            var group => group,
        };

    /// <summary>What the group holds, from the rows: it may have been made or changed a moment ago on another node.</summary>
    public static async Task<GroupRule> RuleOfAsync(ServiceAccountsDbContext db, AccountGroup group, CancellationToken cancellationToken)
    {
        var bindings = await db.Set<AccountGroupBinding>().AsNoTracking().Where(b => b.GroupId == group.Id)
            .OrderBy(b => b.Id).Take(AccountGroup.MaxRows).ToListAsync(cancellationToken);
        var grants = await db.Set<AccountGroupGrant>().Where(g => g.GroupId == group.Id)
            .OrderBy(g => g.ApiId).ThenBy(g => g.Name).Take(AccountGroup.MaxRows).Select(g => new Permission(g.ApiId, g.Name)).ToListAsync(cancellationToken);
        return new GroupRule(group.Id, group.Name, group.IsEveryone, [.. bindings], [.. grants]);
    }

    public static GroupResponse Show(AccountGroup group) => new()
    {
        Id = group.Id,
        Name = group.Name,
        Description = group.Description,
        System = group.IsEveryone,
        CreatedAt = group.CreatedAt,
        UpdatedAt = group.UpdatedAt,
        Version = group.Version,
    };
}
