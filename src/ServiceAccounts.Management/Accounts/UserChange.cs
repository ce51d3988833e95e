using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Changes, activates, deactivates and deletes users.</summary>
public sealed class UserChange(ManagementTransaction transaction, TimeProvider time)
{
    /// <summary>Changes name and e-mail address; needs <c>user.manage</c> at the tenant.</summary>
    public Task<Outcome<UserResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateUserRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, "user.updated",
            (db, caller, user, cancellation) => ApplyAsync(db, caller, user, request, cancellation), cancellationToken);

    /// <summary>Lets the user's API tokens authenticate again; who activates gives all that the user holds.</summary>
    public Task<Outcome<UserResponse>> ActivateAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, "user.activated",
            async (db, caller, user, cancellation) =>
            {
                if (user.Principal.Status == PrincipalStatus.Inactive && !await Ceiling.HoldsAllOfAsync(db, caller, id, cancellation))
                {
                    return OperationError.AbovePrivileges("The user");
                }

                user.Principal.Status = PrincipalStatus.Active;
                return null;
            },
            cancellationToken);

    /// <summary>Ends what the user's API tokens can do; they are kept.</summary>
    public Task<Outcome<UserResponse>> DeactivateAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id, expectedVersion, "user.deactivated",
            async (db, _, user, cancellation) =>
            {
                if (user.Principal.Status == PrincipalStatus.Inactive)
                {
                    return null;
                }

                user.Principal.Status = PrincipalStatus.Inactive;
                user.Principal.Epoch++;
                return await LastAdministrator.WhyNotEndAsync(db, id, cancellation);
            },
            cancellationToken);

    /// <summary>Deletes the user with all API tokens, for good. What the user made stays as it is.</summary>
    public Task<Outcome<UserResponse>> DeleteAsync(
        Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindToChangeAsync(db, caller, id, expectedVersion, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                if (await LastAdministrator.WhyNotEndAsync(db, id, cancellation) is { } last)
                {
                    return last;
                }

                var answer = UserRules.Show(found.Value);
                db.Remove(found.Value.Principal);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<UserResponse>>)new Done<UserResponse>(answer, UserRows.DeedOf("user.deleted", found.Value));
            },
            cancellationToken);

    private Task<Outcome<UserResponse>> ChangeAsync(
        Caller caller, Guid id, long? expectedVersion, string action,
        Func<ServiceAccountsDbContext, Caller, User, CancellationToken, Task<OperationError?>> change,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindToChangeAsync(db, caller, id, expectedVersion, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                var user = found.Value;
                if (await change(db, caller, user, cancellation) is { } refused)
                {
                    return refused;
                }

                if (!db.ChangeTracker.HasChanges())
                {
                    return (Outcome<Done<UserResponse>>)new Done<UserResponse>(UserRules.Show(user));
                }

                user.Version++;
                user.UpdatedAt = time.GetUtcNow();
                await db.SaveChangesAsync(cancellation);
                return new Done<UserResponse>(UserRules.Show(user), UserRows.DeedOf(action, user));
            },
            cancellationToken);

    private static async Task<OperationError?> ApplyAsync(
        ServiceAccountsDbContext db, Caller caller, User user, UpdateUserRequest request, CancellationToken cancellationToken)
    {
        var fields = new Fields();
        if (request.Name.IsPresent)
        {
            user.Name = fields.Name("name", request.Name.Value, User.MaxNameLength);
        }

        var before = user.Email;
        if (request.Email.IsPresent)
        {
            user.Email = EmailAddress.Read(request.Email.Value, fields);
            user.NormalizedEmail = User.Normalize(user.Email);
        }

        if (!fields.AreValid)
        {
            return fields.Error;
        }

        // Whom an address reaches may become the user: it is given as a credential is.
        if (user.Email != before && !await Ceiling.HoldsAllOfAsync(db, caller, user.Id, cancellationToken))
        {
            return OperationError.AbovePrivileges("The user");
        }

        return await UserRows.IsTakenAsync(db, user, cancellationToken) ? UserRows.EmailTaken : null;
    }

    private static async Task<Outcome<User>> FindToChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken)
    {
        var found = await UserRows.FindAsync(db, caller, id, ManagementPermissions.UserManage, cancellationToken);
        if (!found.Succeeded)
        {
            return found;
        }

        if (await Ceiling.WhyOutOfReachAsync(db, caller, id, cancellationToken) is { } refused)
        {
            return refused;
        }

        return expectedVersion is null || expectedVersion == found.Value.Version ? found : OperationError.Stale();
    }
}
