using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What an administrator does with users: the principals that are persons.</summary>
public sealed class UserOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    private static OperationError EmailTaken { get; } = OperationError.Conflict(
        "email_taken", "The tenant has a user of this e-mail address. Upper and lower case count as the same.");

    /// <summary>The users of the tenant, in the order of their creation; needs <c>user.read</c> at it.</summary>
    public async Task<Outcome<Page<UserResponse>>> ListAsync(
        Caller caller, string? status, string? q, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.UserRead, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.UserRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = OfTenant(db, caller).AsNoTracking();
        var fields = new Fields();
        if (!string.IsNullOrEmpty(status) && fields.OneOf("status", status, Words.PrincipalStatuses) is { } wanted)
        {
            users = users.Where(u => u.Principal.Status == wanted);
        }

        if (fields.Text("q", q, User.MaxEmailLength) is { } prefix)
        {
            users = UserRules.StartingWith(users, prefix);
        }

        return fields.AreValid
            ? paging.PageOf(await paging.RowsOfAsync(users, cancellationToken), UserRules.Show, user => user)
            : fields.Error;
    }

    /// <summary>One user; needs <c>user.read</c> at the tenant.</summary>
    public async Task<Outcome<UserResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(db, caller, id, ManagementPermissions.UserRead, cancellationToken);
        return found.Succeeded ? UserRules.Show(found.Value) : found.Error;
    }

    /// <summary>Makes a user who holds nothing but what Everyone does; needs <c>user.manage</c> at the tenant.</summary>
    public Task<Outcome<UserResponse>> CreateAsync(Caller caller, CreateUserRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                if (!caller.Can(ManagementPermissions.UserManage, caller.TenantPlace))
                {
                    return OperationError.Forbidden(ManagementPermissions.UserManage);
                }

                var fields = new Fields();
                var name = fields.Name("name", request.Name, User.MaxNameLength);
                var email = UserRules.Email(request.Email, fields);
                if (!fields.AreValid)
                {
                    return fields.Error;
                }

                var user = UserRules.NewUser(caller.Tenant.TenantId, name, email, time.GetUtcNow());
                if (await IsTakenAsync(db, user, cancellation))
                {
                    return EmailTaken;
                }

                db.Add(user);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<UserResponse>>)new Done<UserResponse>(UserRules.Show(user), DeedOf("user.created", user));
            },
            cancellationToken);

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
                return (Outcome<Done<UserResponse>>)new Done<UserResponse>(answer, DeedOf("user.deleted", found.Value));
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
                return new Done<UserResponse>(UserRules.Show(user), DeedOf(action, user));
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
            user.Email = UserRules.Email(request.Email.Value, fields);
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

        return await IsTakenAsync(db, user, cancellationToken) ? EmailTaken : null;
    }

    private static IQueryable<User> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<User>().Include(u => u.Principal).Where(u => u.TenantId == caller.Tenant.TenantId);

    private static async Task<Outcome<User>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, string permission, CancellationToken cancellationToken)
    {
        var user = await OfTenant(db, caller).SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (user is null)
        {
            return OperationError.NotFound("user");
        }

        return caller.Can(permission, caller.TenantPlace) ? user : OperationError.Forbidden(permission);
    }

    private static async Task<Outcome<User>> FindToChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken)
    {
        var found = await FindAsync(db, caller, id, ManagementPermissions.UserManage, cancellationToken);
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

    private static Task<bool> IsTakenAsync(ServiceAccountsDbContext db, User user, CancellationToken cancellationToken) =>
        db.Set<User>().AnyAsync(
            u => u.TenantId == user.TenantId && u.NormalizedEmail == user.NormalizedEmail && u.Id != user.Id, cancellationToken);

    private static Deed DeedOf(string action, User user) => new(action, "user", user.Id)
    {
        TenantId = user.TenantId,
        PrincipalId = user.Id,
        Details = new Dictionary<string, object?> { ["name"] = user.Name, ["email"] = user.Email },
    };
}
