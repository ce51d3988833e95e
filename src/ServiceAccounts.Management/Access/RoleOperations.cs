using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>Finds roles, and makes them.</summary>
public sealed class RoleOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>The roles of the tenant, the system's first; needs <c>role.read</c> anywhere in it.</summary>
    public async Task<Outcome<Page<RoleResponse>>> ListAsync(
        Caller caller, RoleFilter filter, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.RoleRead))
        {
            return OperationError.Forbidden(ManagementPermissions.RoleRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var fields = new Fields();
        var roles = filter.Of(RoleRequest.OfTenant(db, caller).AsNoTracking(), fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        var rows = await paging.RowsOfAsync(roles, cancellationToken);
        return paging.PageOf(rows, role => RoleView.Of(role, caller.Tenant), role => role);
    }

    /// <summary>One role; needs <c>role.read</c> anywhere in the tenant.</summary>
    public async Task<Outcome<RoleResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var role = await RoleRequest.OfTenant(db, caller).AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (role is null)
        {
            return OperationError.NotFound("role");
        }

        return caller.CanAnywhere(ManagementPermissions.RoleRead)
            ? RoleView.Of(role, caller.Tenant)
            : OperationError.Forbidden(ManagementPermissions.RoleRead);
    }

    /// <summary>Makes a role; needs <c>role.manage</c> at the tenant. Nobody has it yet, so nothing is given.</summary>
    public Task<Outcome<RoleResponse>> CreateAsync(Caller caller, CreateRoleRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(caller, (db, caller, cancellation) => AddAsync(db, caller, request, cancellation), cancellationToken);

    internal async Task<Outcome<Done<RoleResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, CreateRoleRequest request, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.RoleManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.RoleManage);
        }

        var fields = new Fields();
        var name = fields.Name("name", request.Name, Role.MaxNameLength);
        var description = fields.Text("description", request.Description, RoleRequest.MaxDescriptionLength);
        var level = fields.OneOf("level", request.Level ?? "organization", Words.RoleLevels);
        var permissions = RoleRequest.ReadPermissions(request.Permissions, caller.Tenant, fields);
        if (!fields.AreValid || level is null)
        {
            return fields.Error;
        }

        var now = time.GetUtcNow();
        var role = new Role
        {
            Id = Guid.CreateVersion7(now),
            TenantId = caller.Tenant.TenantId,
            Name = name,
            NormalizedName = ServiceAccount.Normalize(name),
            Description = description,
            Level = level.Value,
            Number = Principal.CreateNumber(),
            CreatedAt = now,
        };
        role.Permissions.AddRange(permissions.Select(p => new RolePermission { RoleId = role.Id, ApiId = p.ApiId, Name = p.Name }));
        if (await RoleRequest.IsNameTakenAsync(db, role, cancellationToken))
        {
            return RoleRequest.NameTaken;
        }

        if (await db.Set<Role>().CountAsync(r => r.TenantId == role.TenantId, cancellationToken) >= Role.MaxPerTenant)
        {
            return OperationError.LimitReached($"The tenant has its maximum of {Role.MaxPerTenant} roles: delete one first.");
        }

        db.Add(role);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<RoleResponse>(RoleView.Of(role, caller.Tenant), new Deed("role.created", "role", role.Id)
        {
            TenantId = caller.Tenant.TenantId,
            Details = new Dictionary<string, object?>
            {
                ["name"] = role.Name,
                ["level"] = Words.Of(role.Level),
                ["permissions"] = role.Permissions.Select(p => p.Name).ToList(),
            },
        });
    }
}

/// <summary>Which roles a list shows.</summary>
/// <param name="Level">Those bound by default at this kind of place; null for all.</param>
/// <param name="NamePrefix">Those whose name begins like this, without regard to case; null for all.</param>
/// <param name="System">Those that every tenant has, or those of the tenant's own; null for both.</param>
public sealed record RoleFilter(string? Level, string? NamePrefix, bool? System)
{
    internal IQueryable<Role> Of(IQueryable<Role> roles, Fields fields)
    {
        if (fields.OneOfOrNone("level", Level, Words.PlaceKinds) is { } level)
        {
            roles = roles.Where(r => r.Level == level);
        }

        if (Access.NamePrefix.PatternOf(NamePrefix, fields) is { } pattern)
        {
            roles = roles.Where(r => EF.Functions.Like(r.NormalizedName, pattern, Access.NamePrefix.Escape));
        }

        return System switch
        {
            true => roles.Where(r => r.TenantId == null),
            false => roles.Where(r => r.TenantId != null),
            null => roles,
        };
    }
}
