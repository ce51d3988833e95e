using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>What an administrator does with account groups; Everyone is read-only.</summary>
public sealed class GroupOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    private const int MaxDescriptionLength = 500;

    private static readonly OperationError NameTaken = OperationError.Conflict(
        "name_taken", "The tenant has a group of this name: choose another. Upper and lower case count as the same.");

    /// <summary>The tenant's groups, Everyone first; needs <c>group.read</c> anywhere in it.</summary>
    public async Task<Outcome<Page<GroupResponse>>> ListAsync(
        Caller caller, string? namePrefix, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.GroupRead))
        {
            return OperationError.Forbidden(ManagementPermissions.GroupRead);
        }

        var fields = new Fields();
        var pattern = NamePrefix.PatternOf(namePrefix, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = GroupRows.OfTenant(db, caller).AsNoTracking();
        var rows = await paging.RowsOfAsync(
            pattern is null ? groups : groups.Where(g => EF.Functions.Like(g.NormalizedName, pattern, NamePrefix.Escape)), cancellationToken);
        return paging.PageOf(rows, GroupRows.Show, group => group);
    }

    /// <summary>One group; needs <c>group.read</c> anywhere in the tenant.</summary>
    public async Task<Outcome<GroupResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await GroupRows.FindReadableAsync(db, caller, id, cancellationToken);
        return found.Succeeded ? GroupRows.Show(found.Value) : found.Error;
    }

    /// <summary>Makes a group; needs <c>group.manage</c> at the tenant.</summary>
    public Task<Outcome<GroupResponse>> CreateAsync(Caller caller, CreateGroupRequest request, CancellationToken cancellationToken) =>
        CreateAsync(caller, request, roleIds: [], cancellationToken);

    /// <summary>The same with roles that its members have through it; needs what each of them needs alone.</summary>
    public Task<Outcome<GroupResponse>> CreateAsync(
        Caller caller, CreateGroupRequest request, IReadOnlyList<Guid> roleIds, CancellationToken cancellationToken) =>
        transaction.RunAsync(caller, (db, caller, cancellation) => AddAsync(db, caller, request, roleIds, cancellation), cancellationToken);

    /// <summary>Changes name and description; needs <c>group.manage</c> at the tenant.</summary>
    public Task<Outcome<GroupResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateGroupRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion,
            (db, _, group, cancellation) => UpdateAsync(db, group, request, cancellation),
            cancellationToken);

    /// <summary>Deletes a group: its members lose what they held through it; needs <c>group.manage</c> at the tenant.</summary>
    public Task<Outcome<GroupResponse>> DeleteAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion,
            async (db, caller, group, cancellation) =>
            {
                var members = db.Set<AccountGroupMember>().Where(m => m.GroupId == group.Id).Select(m => m.PrincipalId);
                if (await Ceiling.WhyOutOfReachAsync(db, caller, members, cancellation) is { } refused)
                {
                    return refused;
                }

                var count = await members.CountAsync(cancellation);
                await NamedPrincipal.TouchAsync(db, caller, members, time.GetUtcNow(), cancellation);
                db.Remove(group);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<GroupResponse>>)new Done<GroupResponse>(GroupRows.Show(group), DeedOf("group.deleted", group, count));
            },
            cancellationToken);

    /// <summary>Makes a group in a transaction that does more.</summary>
    internal async Task<Outcome<Done<GroupResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, CreateGroupRequest request, IReadOnlyList<Guid> roleIds, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.GroupManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.GroupManage);
        }

        var now = time.GetUtcNow();
        var group = new AccountGroup
        {
            Id = Guid.CreateVersion7(now),
            TenantId = caller.Tenant.TenantId,
            Name = string.Empty,
            NormalizedName = string.Empty,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var patch = new UpdateGroupRequest { Name = new(request.Name), Description = new(request.Description) };
        if (await WhyNotAppliedAsync(db, group, patch, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (await GroupRows.OfTenant(db, caller).CountAsync(cancellationToken) >= AccountGroup.MaxPerTenant)
        {
            return OperationError.LimitReached($"The tenant has its maximum of {AccountGroup.MaxPerTenant} groups: delete one first.");
        }

        var gifts = new AccessDelta { GivenRoleIds = roleIds }.Read(caller.Tenant);
        if (!gifts.Succeeded)
        {
            return gifts.Error;
        }

        db.Add(group);
        var given = await new GroupAccessChange(db, caller, group, now).ApplyAsync(gifts.Value.Given, gifts.Value.Taken, cancellationToken);
        if (!given.Succeeded)
        {
            return given.Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        return new Done<GroupResponse>(GroupRows.Show(group), [DeedOf("group.created", group), .. given.Value]);
    }

    /// <summary>Changes a group that the caller may change in a transaction that does more.</summary>
    internal async Task<Outcome<Done<GroupResponse>>> UpdateAsync(
        ServiceAccountsDbContext db, AccountGroup group, UpdateGroupRequest request, CancellationToken cancellationToken)
    {
        if (await WhyNotAppliedAsync(db, group, request, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return new Done<GroupResponse>(GroupRows.Show(group));
        }

        group.Version++;
        group.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        return new Done<GroupResponse>(GroupRows.Show(group), DeedOf("group.updated", group));
    }

    private Task<Outcome<GroupResponse>> ChangeAsync(
        Caller caller, Guid id, long? expectedVersion,
        Func<ServiceAccountsDbContext, Caller, AccountGroup, CancellationToken, Task<Outcome<Done<GroupResponse>>>> change,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await GroupRows.FindChangeableAsync(db, caller, id, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                if (found.Value.IsEveryone)
                {
                    return OperationError.ReadOnly("The group Everyone");
                }

                return expectedVersion is not null && expectedVersion != found.Value.Version
                    ? OperationError.Stale()
                    : await change(db, caller, found.Value, cancellation);
            },
            cancellationToken);

    // The name Everyone is taken in every tenant, because a group has it.
    private static async Task<OperationError?> WhyNotAppliedAsync(
        ServiceAccountsDbContext db, AccountGroup group, UpdateGroupRequest request, CancellationToken cancellationToken)
    {
        var fields = new Fields();
        if (request.Name.IsPresent)
        {
            group.Name = fields.Name("name", request.Name.Value, AccountGroup.MaxNameLength);
            group.NormalizedName = ServiceAccount.Normalize(group.Name);
        }

        if (request.Description.IsPresent)
        {
            group.Description = fields.Text("description", request.Description.Value, MaxDescriptionLength);
        }

        if (!fields.AreValid)
        {
            return fields.Error;
        }

        return await db.Set<AccountGroup>().AnyAsync(
            g => g.TenantId == group.TenantId && g.NormalizedName == group.NormalizedName && g.Id != group.Id, cancellationToken)
            ? NameTaken
            : null;
    }

    private static Deed DeedOf(string action, AccountGroup group, int? members = null) => new(action, "group", group.Id)
    {
        TenantId = group.TenantId,
        Details = new Dictionary<string, object?>
        {
            ["name"] = group.Name,
            ["description"] = group.Description,
            ["members"] = members,
        },
    };
}
