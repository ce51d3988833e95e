using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>What an administrator does with the groups and organizations of a tenant.</summary>
public sealed class OrganizationOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>The most of both kinds that one tenant has: all of them are in memory where a client is judged.</summary>
    public const int MaxOfTenant = 10_000;

    /// <summary>How deep the tree is at most.</summary>
    public const int MaxDepth = 10;

    private const int MaxSlugLength = 63;

    /// <summary>Those that the caller may read, in the order of their creation; of one kind or one parent where it asks for that.</summary>
    public async Task<Outcome<Page<OrganizationResponse>>> ListAsync(
        Caller caller, string? kind, string? parentId, Paging paging, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organizations = OrganizationRows.OfTenant(db, caller).AsNoTracking();
        if (!caller.Can(ManagementPermissions.OrganizationRead, caller.TenantPlace))
        {
            var readable = caller.Tenant.Places
                .Where(place => caller.Can(ManagementPermissions.OrganizationRead, place.Value)).Select(place => place.Key).ToList();
            if (readable.Count == 0)
            {
                return OperationError.Forbidden(ManagementPermissions.OrganizationRead);
            }

            organizations = organizations.Where(o => readable.Contains(o.Id));
        }

        var fields = new Fields();
        if (fields.OneOfOrNone("kind", kind, Words.OrganizationKinds) is { } wanted)
        {
            organizations = organizations.Where(o => o.Kind == wanted);
        }

        if (fields.Id("parent_id", parentId) is { } parent)
        {
            organizations = organizations.Where(o => o.ParentId == parent);
        }

        return fields.AreValid
            ? paging.PageOf(await paging.RowsOfAsync(organizations, cancellationToken), OrganizationRows.Show, o => o)
            : fields.Error;
    }

    /// <summary>One of them; needs <c>organization.read</c> at it.</summary>
    public async Task<Outcome<OrganizationResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await OrganizationRows.FindAsync(db, caller, id, ManagementPermissions.OrganizationRead, cancellationToken);
        return found.Succeeded ? OrganizationRows.Show(found.Value) : found.Error;
    }

    /// <summary>Makes a group or an organization; needs <c>organization.manage</c> at the group that holds it, else at the tenant.</summary>
    public Task<Outcome<OrganizationResponse>> CreateAsync(
        Caller caller, CreateOrganizationRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(caller, (db, caller, cancellation) => AddAsync(db, caller, request, cancellation), cancellationToken);

    /// <summary>Changes the name; needs <c>organization.manage</c> at it.</summary>
    public Task<Outcome<OrganizationResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateOrganizationRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller, (db, caller, cancellation) => RenameAsync(db, caller, id, expectedVersion, request, cancellation), cancellationToken);

    private async Task<Outcome<Done<OrganizationResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, CreateOrganizationRequest request, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.OrganizationManage))
        {
            return OperationError.Forbidden(ManagementPermissions.OrganizationManage);
        }

        var fields = new Fields();
        var name = fields.Name("name", request.Name, Tenant.MaxNameLength);
        var kind = fields.OneOf("kind", request.Kind, Words.OrganizationKinds);
        if (request.Slug is not null && !Slug.Is(request.Slug, MaxSlugLength))
        {
            fields.Add("slug", $"It has 1 to {MaxSlugLength} lower-case letters, digits and hyphens, and no hyphen at either end.");
        }

        if (request.ParentId is { } parentId && !await OrganizationRows.OfTenant(db, caller).AnyAsync(
            o => o.Id == parentId && o.Kind == OrganizationKind.Group, cancellationToken))
        {
            fields.Add("parent_id", "It is the id of a group of this tenant, or null.");
        }

        if (!fields.AreValid || kind is null)
        {
            return fields.Error;
        }

        var parent = request.ParentId is { } id ? caller.Tenant.PlaceOf(id) : caller.TenantPlace;
        if (!caller.Can(ManagementPermissions.OrganizationManage, parent))
        {
            return OperationError.Forbidden(ManagementPermissions.OrganizationManage);
        }

        if (await WhyNotAddAsync(db, caller, parent, request.Slug, cancellationToken) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow();
        var organization = new Organization
        {
            Id = Guid.CreateVersion7(now),
            TenantId = caller.Tenant.TenantId,
            Kind = kind.Value,
            ParentId = request.ParentId,
            Name = name,
            Slug = request.Slug ?? await OrganizationRows.FindFreeSlugAsync(db, caller, name, kind.Value, cancellationToken),
            CreatedAt = now,
        };
        db.Add(organization);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<OrganizationResponse>(
            OrganizationRows.Show(organization), OrganizationRows.DeedOf("organization.created", organization));
    }

    private static async Task<OperationError?> WhyNotAddAsync(
        ServiceAccountsDbContext db, Caller caller, Place parent, string? slug, CancellationToken cancellationToken)
    {
        if (parent.Depth >= MaxDepth)
        {
            return OperationError.LimitReached($"The group lies {MaxDepth} levels deep, and nothing lies deeper: choose one above it.");
        }

        if (slug is not null && await OrganizationRows.OfTenant(db, caller).AnyAsync(o => o.Slug == slug, cancellationToken))
        {
            return OperationError.Conflict("slug_taken", "The tenant has a group or an organization of this slug: choose another, or none.");
        }

        return await OrganizationRows.OfTenant(db, caller).CountAsync(cancellationToken) < MaxOfTenant
            ? null
            : OperationError.LimitReached($"The tenant has {MaxOfTenant} groups and organizations: delete one that is empty.");
    }

    private static async Task<Outcome<Done<OrganizationResponse>>> RenameAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, UpdateOrganizationRequest request,
        CancellationToken cancellationToken)
    {
        var found = await OrganizationRows.FindAsync(db, caller, id, ManagementPermissions.OrganizationManage, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var organization = found.Value;
        if (expectedVersion is not null && expectedVersion != organization.Version)
        {
            return OperationError.Stale();
        }

        var fields = new Fields();
        if (request.Name.IsPresent)
        {
            organization.Name = fields.Name("name", request.Name.Value, Tenant.MaxNameLength);
        }

        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return new Done<OrganizationResponse>(OrganizationRows.Show(organization));
        }

        organization.Version++;
        await db.SaveChangesAsync(cancellationToken);
        return new Done<OrganizationResponse>(
            OrganizationRows.Show(organization), OrganizationRows.DeedOf("organization.updated", organization));
    }
}
