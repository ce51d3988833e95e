using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Access;

/// <summary>
/// Gives roles, permissions and groups, and takes them: of users, service accounts and account groups in one transaction, all or
/// none. It needs of each what it needs alone; who gives holds what it gives.
/// </summary>
public sealed class AccessOperations(ManagementTransaction transaction, TimeProvider time)
{
    private const int MaxSubjects = 100;

    /// <summary>Changes what these hold; the answer has the users and service accounts as they are after it.</summary>
    public Task<Outcome<HoldersView>> ChangeAsync(
        Caller caller, IReadOnlyList<Guid> principalIds, IReadOnlyList<Guid> groupIds, AccessDelta delta, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var resolved = delta.Read(caller.Tenant);
                if (!resolved.Succeeded)
                {
                    return resolved.Error;
                }

                if (principalIds.Count + groupIds.Count > MaxSubjects)
                {
                    return OperationError.Invalid(new Dictionary<string, string> { ["ids"] = $"It has more than {MaxSubjects} ids." });
                }

                var (given, taken) = resolved.Value;
                var (now, deeds, changed) = (time.GetUtcNow(), new List<Deed>(), new List<Guid>());
                foreach (var id in principalIds.Distinct())
                {
                    var subject = await AccessSubject.FindChangeableAsync(db, caller, id, cancellation);
                    if (!subject.Succeeded)
                    {
                        return subject.Error;
                    }

                    var done = await new AccessChange(db, caller, subject.Value, now).ApplyAsync(given, taken, cancellation);
                    if (!done.Succeeded)
                    {
                        return done.Error;
                    }

                    // Saved one by one: the next check sees what this one has done, such as the last but one administrator gone.
                    await db.SaveChangesAsync(cancellation);
                    deeds.AddRange(done.Value);
                    changed.AddRange(done.Value.Count > 0 ? [id] : []);
                }

                foreach (var id in groupIds.Distinct())
                {
                    var group = await GroupRows.FindChangeableAsync(db, caller, id, cancellation);
                    if (!group.Succeeded)
                    {
                        return group.Error;
                    }

                    var done = await new GroupAccessChange(db, caller, group.Value, now).ApplyAsync(given, taken, cancellation);
                    if (!done.Succeeded)
                    {
                        return done.Error;
                    }

                    deeds.AddRange(done.Value);
                }

                await db.SaveChangesAsync(cancellation);
                await NamedPrincipal.TouchAsync(db, caller, changed, now, cancellation);
                var holders = await HolderRows.LoadAsync(db, caller, [.. principalIds.Distinct()], cancellation);
                return (Outcome<Done<HoldersView>>)new Done<HoldersView>(new HoldersView(holders), deeds);
            },
            cancellationToken);
}
