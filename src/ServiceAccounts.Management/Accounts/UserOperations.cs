using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Finds users, the principals that are persons, and makes them.</summary>
public sealed class UserOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>The users of the tenant, in the order of their creation; needs <c>user.read</c> at it.</summary>
    public async Task<Outcome<Page<UserResponse>>> ListAsync(
        Caller caller, string? status, string? q, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.UserRead, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.UserRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = UserRows.OfTenant(db, caller).AsNoTracking();
        var fields = new Fields();
        if (fields.OneOfOrNone("status", status, Words.PrincipalStatuses) is { } wanted)
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

    /// <summary>How many there are of those that <see cref="ListAsync"/> lists page by page without a filter.</summary>
    public async Task<Outcome<Total>> CountAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.UserRead, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.UserRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new Total(await UserRows.OfTenant(db, caller).CountAsync(cancellationToken));
    }

    /// <summary>One user; needs <c>user.read</c> at the tenant.</summary>
    public async Task<Outcome<UserResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await UserRows.FindAsync(db, caller, id, ManagementPermissions.UserRead, cancellationToken);
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
                var email = EmailAddress.Read(request.Email, fields);
                if (!fields.AreValid)
                {
                    return fields.Error;
                }

                var user = UserRules.NewUser(caller.Tenant.TenantId, name, email, time.GetUtcNow());
                if (await UserRows.IsTakenAsync(db, user, cancellation))
                {
                    return UserRows.EmailTaken;
                }

                db.Add(user);
                await db.SaveChangesAsync(cancellation);

                // Given as to a user who is there already, and all or nothing.
                var subject = new AccessSubject(new NamedPrincipal(user.Id, PrincipalKind.User, user.Name, null), caller.TenantPlace);
                var given = await new AccessChange(db, caller, subject, time.GetUtcNow())
                    .ApplyAsync(new AccessReplacement { RoleIds = request.RoleIds }, cancellation);
                if (!given.Succeeded)
                {
                    return given.Error;
                }

                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<UserResponse>>)new Done<UserResponse>(
                    UserRules.Show(user), [UserRows.DeedOf("user.created", user), .. given.Value]);
            },
            cancellationToken);
}
