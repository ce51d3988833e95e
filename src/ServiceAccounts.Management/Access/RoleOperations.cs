using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>What an administrator does with roles.</summary>
public sealed class RoleOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    private const int MaxDescriptionLength = 500;

    /// <summary>The roles of the tenant, the system's first; needs <c>role.read</c> anywhere in it.</summary>
    public async Task<Outcome<Page<RoleResponse>>> ListAsync(Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.RoleRead))
        {
            return OperationError.Forbidden(ManagementPermissions.RoleRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var roles = db.Set<Role>().AsNoTracking().Where(r => r.TenantId == null || r.TenantId == caller.Tenant.TenantId);
        var rows = await paging.RowsOfAsync(roles.Include(r => r.Permissions), cancellationToken);
        return paging.PageOf(rows, role => Show(role, caller.Tenant), role => role);
    }

    /// <summary>Makes a role; needs <c>role.manage</c> at the tenant.</summary>
    public async Task<Outcome<RoleResponse>> CreateAsync(
        Caller caller, CreateRoleRequest request, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.RoleManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.RoleManage);
        }

        var fields = new Fields();
        var name = fields.Name("name", request.Name, Role.MaxNameLength);
        var description = fields.Text("description", request.Description, MaxDescriptionLength);
        var level = fields.OneOf("level", request.Level ?? "organization", Words.RoleLevels);
        var permissions = Resolve(request.Permissions ?? [], caller.Tenant, fields);
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
        return await transaction.RunAsync(caller, (db, caller, cancellation) => AddAsync(db, caller, role, cancellation), cancellationToken);
    }

    private static async Task<Outcome<Done<RoleResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, Role role, CancellationToken cancellationToken)
    {
        var taken = await db.Set<Role>().AnyAsync(
            r => r.NormalizedName == role.NormalizedName && (r.TenantId == role.TenantId || r.TenantId == null), cancellationToken);
        if (taken)
        {
            return OperationError.Conflict("name_taken", "The tenant has a role of this name: choose another.");
        }

        db.Add(role);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<RoleResponse>(Show(role, caller.Tenant), new Deed("role.created", "role", role.Id)
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

    private static List<Permission> Resolve(IReadOnlyList<string> names, TenantAccess tenant, Fields fields)
    {
        if (names.Count is 0 or > Role.MaxPermissions)
        {
            fields.Add("permissions", $"It has 1 to {Role.MaxPermissions} permissions.");
            return [];
        }

        var found = new List<Permission>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            var apis = tenant.Apis.Where(api => name is not null && api.Permissions.Contains(name)).ToList();
            switch (apis.Count)
            {
                case 1:
                    found.Add(new Permission(apis[0].Id, name));
                    break;
                case 0 when name is null || !ScopeList.IsScopeToken(name):
                    fields.Add("permissions", "One of them cannot be a permission: 1 to 255 printable characters without space, quote and backslash.");
                    break;
                case 0:
                    fields.Add("permissions", $"No Api of this tenant defines {Shown(name)}.");
                    break;
                default:
                    fields.Add("permissions", $"More than one Api of this tenant defines {name}.");
                    break;
            }
        }

        return found;
    }

    // Every credential is longer than this: one that was sent by mistake is not repeated.
    private static string Shown(string name) => name.Length <= 40 ? name : "the one that begins with " + name[..8];

    private static RoleResponse Show(Role role, TenantAccess tenant)
    {
        var isSystem = role.TenantId is null;
        var permissions = isSystem
            ? tenant.Permissions.Where(tenant.Roles[role.Id].Grants).Select(p => p.Name)
            : role.Permissions.Select(p => p.Name);
        return new RoleResponse
        {
            Id = role.Id,
            Name = role.Name,
            Description = role.Description,
            Level = Words.Of(role.Level),
            System = isSystem,
            Permissions = [.. permissions.Order(StringComparer.Ordinal)],
            CreatedAt = isSystem ? null : role.CreatedAt,
        };
    }
}
