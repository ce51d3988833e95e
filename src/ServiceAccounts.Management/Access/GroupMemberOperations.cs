using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>Who is in an account group.</summary>
public sealed class GroupMemberOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>The most members of one group that are listed together with those of others.</summary>
    public const int MaxListed = 1_000;

    private const int MaxAdded = 100;

    /// <summary>Why nobody joins or leaves Everyone.</summary>
    internal static readonly OperationError Everyone = OperationError.Conflict(
        "everyone", "Every user and service account of the tenant is in Everyone by rule: nobody is added to it or taken off it.");

    /// <summary>The members, by when they came; needs <c>group.read</c> at the tenant, because they are of any organization.</summary>
    public async Task<Outcome<Page<GroupMemberResponse>>> ListAsync(
        Caller caller, Guid groupId, Paging paging, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await GroupRows.FindReadableAsync(db, caller, groupId, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        if (!caller.Can(ManagementPermissions.GroupRead, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.GroupRead);
        }

        var rows = await paging.RowsOfAsync(MembersOf(db, found.Value), cancellationToken);
        var names = await NamedPrincipal.LoadAsync(db, [.. rows.Select(m => m.Id)], cancellationToken);

        // Between the reads one may have been deleted.
        return paging.PageOf(
            rows, m => new GroupMemberResponse(m.Id, KindOf(names.GetValueOrDefault(m.Id)), names.GetValueOrDefault(m.Id)?.Name ?? string.Empty, m.CreatedAt), m => m);
    }

    /// <summary>
    /// Adds principals, all or none; needs <c>group.manage</c> at the tenant, and all that the group holds: its members hold it.
    /// Who is in it already stays in it.
    /// </summary>
    public Task<Outcome<GroupResponse>> AddAsync(
        Caller caller, Guid groupId, AddGroupMembersRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            (db, caller, group, cancellation) => AddAsync(db, caller, group, request, cancellation),
            cancellationToken);

    /// <summary>Adds one principal, as <see cref="AddAsync(Caller, Guid, AddGroupMembersRequest, CancellationToken)"/> does.</summary>
    public Task<Outcome<GroupResponse>> AddAsync(Caller caller, Guid groupId, Guid principalId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            async (db, caller, group, cancellation) =>
                await db.Set<Principal>().AnyAsync(p => p.Id == principalId && p.TenantId == caller.Tenant.TenantId, cancellation)
                    ? await AddAsync(db, caller, group, [principalId], cancellation)
                    : OperationError.NotFound("principal"),
            cancellationToken);

    /// <summary>Takes a principal off the group; needs <c>group.manage</c> at the tenant.</summary>
    public Task<Outcome<GroupResponse>> RemoveAsync(Caller caller, Guid groupId, Guid principalId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            (db, caller, group, cancellation) => RemoveAsync(db, caller, group, principalId, cancellation),
            cancellationToken);

    /// <summary>
    /// Who is in groups, by group and by when they came, at most <see cref="MaxListed"/> of each; of Everyone nobody, whose members
    /// are no rows. Needs <c>group.read</c> at the tenant.
    /// </summary>
    public async Task<Outcome<GroupMembers>> ListAsync(Caller caller, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.GroupRead, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.GroupRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ListAsync(db, caller, groupIds, cancellationToken);
    }

    /// <summary>The same in a transaction, for who has just changed one of them.</summary>
    internal static async Task<GroupMembers> ListAsync(
        ServiceAccountsDbContext db, Caller caller, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken)
    {
        var members = await GroupRows.OfTenant(db, caller).Where(g => EF.Parameter(groupIds).Contains(g.Id))
            .Select(g => new
            {
                g.Id,
                Members = db.Set<AccountGroupMember>().Where(m => m.GroupId == g.Id)
                    .OrderBy(m => m.CreatedAt).ThenBy(m => m.PrincipalId).Take(MaxListed).Select(m => m.PrincipalId).ToList(),
            })
            .ToDictionaryAsync(g => g.Id, g => (IReadOnlyList<Guid>)g.Members, cancellationToken);
        return new GroupMembers(members);
    }

    /// <summary>Adds principals in a transaction that does more.</summary>
    internal async Task<Outcome<Done<GroupResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, AccountGroup group, AddGroupMembersRequest request, CancellationToken cancellationToken)
    {
        var ids = request.Ids?.Distinct().ToList() ?? [];
        if (ids.Count is 0 or > MaxAdded)
        {
            return OperationError.Invalid(new Dictionary<string, string> { ["ids"] = $"It is a list of 1 to {MaxAdded} ids." });
        }

        var principals = await db.Set<Principal>().CountAsync(
            p => p.TenantId == caller.Tenant.TenantId && ids.Contains(p.Id), cancellationToken);
        return principals == ids.Count
            ? await AddAsync(db, caller, group, ids, cancellationToken)
            : OperationError.Invalid(new Dictionary<string, string> { ["ids"] = "The tenant has no principal of one of these ids." });
    }

    /// <summary>Takes a principal off in a transaction that does more.</summary>
    internal async Task<Outcome<Done<GroupResponse>>> RemoveAsync(
        ServiceAccountsDbContext db, Caller caller, AccountGroup group, Guid principalId, CancellationToken cancellationToken)
    {
        var member = await db.Set<AccountGroupMember>()
            .SingleOrDefaultAsync(m => m.GroupId == group.Id && m.PrincipalId == principalId, cancellationToken);
        if (member is null)
        {
            return OperationError.NotFound("member");
        }

        if (await Ceiling.WhyOutOfReachAsync(db, caller, principalId, cancellationToken) is { } refused)
        {
            return refused;
        }

        db.Remove(member);
        return await SaveAsync(db, caller, group, [principalId], "group.member_removed", cancellationToken);
    }

    /// <summary>Takes principals off the group, all or none; who is not in it is no problem. Needs <c>group.manage</c> at the tenant.</summary>
    public Task<Outcome<GroupResponse>> RemoveAsync(
        Caller caller, Guid groupId, IReadOnlyList<Guid> principalIds, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, groupId,
            async (db, caller, group, cancellation) =>
            {
                var members = await db.Set<AccountGroupMember>()
                    .Where(m => m.GroupId == groupId && EF.Parameter(principalIds).Contains(m.PrincipalId))
                    .OrderBy(m => m.PrincipalId).Take(principalIds.Count).ToListAsync(cancellation);
                var ids = members.ConvertAll(m => m.PrincipalId);
                if (ids.Count == 0)
                {
                    return new Done<GroupResponse>(GroupRows.Show(group));
                }

                if (await Ceiling.WhyOutOfReachAsync(db, caller, ids, cancellation) is { } refused)
                {
                    return refused;
                }

                db.RemoveRange(members);
                return await SaveAsync(db, caller, group, ids, "group.member_removed", cancellation);
            },
            cancellationToken);

    /// <summary>How many members there are; needs what listing them needs.</summary>
    public async Task<Outcome<Total>> CountAsync(Caller caller, Guid groupId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await GroupRows.FindReadableAsync(db, caller, groupId, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        return caller.Can(ManagementPermissions.GroupRead, caller.TenantPlace)
            ? new Total(await MembersOf(db, found.Value).CountAsync(cancellationToken))
            : OperationError.Forbidden(ManagementPermissions.GroupRead);
    }

    private Task<Outcome<GroupResponse>> ChangeAsync(
        Caller caller, Guid groupId,
        Func<ServiceAccountsDbContext, Caller, AccountGroup, CancellationToken, Task<Outcome<Done<GroupResponse>>>> change,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await GroupRows.FindChangeableAsync(db, caller, groupId, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                return found.Value.IsEveryone ? Everyone : await change(db, caller, found.Value, cancellation);
            },
            cancellationToken);

    private async Task<Outcome<Done<GroupResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, AccountGroup group, List<Guid> ids, CancellationToken cancellationToken)
    {
        var members = await db.Set<AccountGroupMember>().Where(m => m.GroupId == group.Id && ids.Contains(m.PrincipalId))
            .Select(m => m.PrincipalId).ToListAsync(cancellationToken);
        var added = ids.Except(members).ToList();
        if (added.Count == 0)
        {
            return new Done<GroupResponse>(GroupRows.Show(group));
        }

        if (!Ceiling.HoldsAllOf(caller, await GroupRows.RuleOfAsync(db, group, cancellationToken)))
        {
            return OperationError.AbovePrivileges("The group");
        }

        if (await Ceiling.WhyOutOfReachAsync(db, caller, added, cancellationToken) is { } refused)
        {
            return refused;
        }

        var isFull = await db.Set<AccountGroupMember>().Where(m => added.Contains(m.PrincipalId))
            .GroupBy(m => m.PrincipalId).AnyAsync(own => own.Count() >= PrincipalAccess.MaxRows, cancellationToken);
        if (isFull)
        {
            return OperationError.LimitReached($"A principal is in at most {PrincipalAccess.MaxRows} groups: take it off another first.");
        }

        var now = time.GetUtcNow();
        db.AddRange(added.Select(id => new AccountGroupMember { GroupId = group.Id, PrincipalId = id, CreatedAt = now }));
        return await SaveAsync(db, caller, group, added, "group.member_added", cancellationToken);
    }

    private async Task<Outcome<Done<GroupResponse>>> SaveAsync(
        ServiceAccountsDbContext db, Caller caller, AccountGroup group, List<Guid> ids, string action, CancellationToken cancellationToken)
    {
        await NamedPrincipal.TouchAsync(db, caller, ids, time.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var names = await NamedPrincipal.LoadAsync(db, ids, cancellationToken);
        return new Done<GroupResponse>(GroupRows.Show(group), [.. ids.Select(id => AccessDeeds.Member(action, group, names[id]))]);
    }

    private static IQueryable<Member> MembersOf(ServiceAccountsDbContext db, AccountGroup group) => group.IsEveryone
        ? db.Set<User>().Where(u => u.TenantId == group.TenantId).Select(u => new Member { Id = u.Id, CreatedAt = u.CreatedAt })
            .Concat(db.Set<ServiceAccount>().Where(a => a.TenantId == group.TenantId).Select(a => new Member { Id = a.Id, CreatedAt = a.CreatedAt }))
        : db.Set<AccountGroupMember>().Where(m => m.GroupId == group.Id).Select(m => new Member { Id = m.PrincipalId, CreatedAt = m.CreatedAt });

    private static string KindOf(NamedPrincipal? principal) => Words.Of(principal?.Kind ?? PrincipalKind.ServiceAccount);

    private sealed class Member : IListed
    {
        public required Guid Id { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }
    }
}

/// <summary>Who is in groups.</summary>
/// <param name="ByGroup">The ids of the members, by the group's id.</param>
public sealed record GroupMembers(IReadOnlyDictionary<Guid, IReadOnlyList<Guid>> ByGroup);
