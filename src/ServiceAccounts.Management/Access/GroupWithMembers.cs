using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Makes and changes account groups together with who is in them, in one transaction: each step needs what it needs by itself.
/// </summary>
public sealed class GroupWithMembers(ManagementTransaction transaction, GroupOperations groups, GroupMemberOperations members)
{
    private const int MaxRemoved = 100;

    /// <summary>Makes a group with its first members.</summary>
    public Task<Outcome<GroupAndMembers>> CreateAsync(
        Caller caller, CreateGroupRequest request, IReadOnlyList<Guid> memberIds, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var made = await groups.AddAsync(db, caller, request, roleIds: [], cancellation);
                if (!made.Succeeded)
                {
                    return made.Error;
                }

                var group = await GroupRows.OfTenant(db, caller).SingleAsync(g => g.Id == made.Value.Value.Id, cancellation);
                return await ChangeMembersAsync(db, caller, group, memberIds, [], made.Value, cancellation);
            },
            cancellationToken);

    /// <summary>Changes name and description, adds members and takes some off.</summary>
    public Task<Outcome<GroupAndMembers>> UpdateAsync(
        Caller caller, Guid id, UpdateGroupRequest request, IReadOnlyList<Guid> added, IReadOnlyList<Guid> removed,
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

                var updated = await groups.UpdateAsync(db, found.Value, request, cancellation);
                return updated.Succeeded
                    ? await ChangeMembersAsync(db, caller, found.Value, added, removed, updated.Value, cancellation)
                    : updated.Error;
            },
            cancellationToken);

    private async Task<Outcome<Done<GroupAndMembers>>> ChangeMembersAsync(
        ServiceAccountsDbContext db, Caller caller, AccountGroup group, IReadOnlyList<Guid> added, IReadOnlyList<Guid> removed,
        Done<GroupResponse> before, CancellationToken cancellationToken)
    {
        var deeds = before.Deeds.ToList();
        if (await WhyNotChangedAsync(db, caller, group, added, removed, deeds, cancellationToken) is { } refused)
        {
            return refused;
        }

        var members = await GroupMemberOperations.ListAsync(db, caller, [group.Id], cancellationToken);
        return new Done<GroupAndMembers>(new GroupAndMembers(before.Value, members), deeds);
    }

    private async Task<OperationError?> WhyNotChangedAsync(
        ServiceAccountsDbContext db, Caller caller, AccountGroup group, IReadOnlyList<Guid> added, IReadOnlyList<Guid> removed,
        List<Deed> deeds, CancellationToken cancellationToken)
    {
        if (removed.Count > MaxRemoved)
        {
            return OperationError.Invalid(new Dictionary<string, string> { ["removed_ids"] = $"It is a list of at most {MaxRemoved} ids." });
        }

        foreach (var id in removed.Distinct())
        {
            var done = await members.RemoveAsync(db, caller, group, id, cancellationToken);
            if (!done.Succeeded)
            {
                return done.Error.Kind == OperationErrorKind.NotFound
                    ? OperationError.Invalid(new Dictionary<string, string> { ["removed_ids"] = $"The group has no member {id}." })
                    : done.Error;
            }

            deeds.AddRange(done.Value.Deeds);
        }

        if (added.Count == 0)
        {
            return null;
        }

        var joined = await members.AddAsync(db, caller, group, new AddGroupMembersRequest { Ids = added }, cancellationToken);
        if (joined.Succeeded)
        {
            deeds.AddRange(joined.Value.Deeds);
        }

        return joined.Error;
    }
}

/// <summary>A group and who is in it.</summary>
/// <param name="Group">The group.</param>
/// <param name="Members">Its members.</param>
public sealed record GroupAndMembers(GroupResponse Group, GroupMembers Members);
