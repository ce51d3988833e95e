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
