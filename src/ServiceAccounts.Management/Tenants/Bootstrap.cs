using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>Makes the first tenant and its administrator on an empty database, and the way back in for who lost every token.</summary>
public sealed class Bootstrap(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, NewCredential newCredential,
    Issuer issuer, TimeProvider time)
{
    private const string DefaultName = "default";

    /// <summary>Whether there is no tenant yet.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return !await db.Set<Tenant>().AnyAsync(cancellationToken);
    }

    /// <summary>
    /// Makes tenant, group, organization and administrator. <paramref name="keepToken"/> has kept the token before anything
    /// is committed: there is never an administrator whose token nobody has.
    /// </summary>
    public Task<Outcome<FirstAdministrator>> RunAsync(
        FirstAdministratorRequest request, Func<string, CancellationToken, Task> keepToken, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            async (db, cancellation) =>
            {
                if (await db.Set<Tenant>().AnyAsync(cancellation))
                {
                    return OperationError.Conflict("already_done", "Another node that started at the same time has made the first administrator.");
                }

                var now = time.GetUtcNow();
                var (tenant, _, organization) = NewTenant.Add(db, issuer, DefaultName, DefaultName, DefaultName, now);
                tenant.IdentifierPrefixes = null; // It is the operator's own: no other tenant is there to protect from it.
                var user = AddAdministrator(db, tenant.Id, request, now);
                var token = await AddTokenAsync(db, user, request, keepToken, cancellation);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<FirstAdministrator>>)new Done<FirstAdministrator>(
                    new FirstAdministrator(token),
                    new Deed("tenant.created", "tenant", tenant.Id)
                    {
                        TenantId = tenant.Id,
                        OrganizationId = organization.Id,
                        Details = new Dictionary<string, object?> { ["realm"] = tenant.Realm, ["administrator"] = user.Id },
                    });
            },
            cancellationToken);

    /// <summary>Gives the oldest active super administrator a new API token.</summary>
    public Task<Outcome<FirstAdministrator>> AddAdministratorTokenAsync(CancellationToken cancellationToken) =>
        transaction.RunAsync(
            async (db, cancellation) =>
            {
                var user = await FindAdministratorAsync(db, cancellation);
                if (user is null)
                {
                    return OperationError.NotFound("active super administrator");
                }

                var (token, text) = newCredential.ApiToken(user.Id, user.Principal.TenantId, "recovery", time.GetUtcNow());
                db.Add(token);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<FirstAdministrator>>)new Done<FirstAdministrator>(
                    new FirstAdministrator(text),
                    new Deed("api_token.created", "api_token", token.Id) { TenantId = user.Principal.TenantId, PrincipalId = user.Id });
            },
            cancellationToken);

    private static Task<User?> FindAdministratorAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken) =>
        db.Set<User>().Include(u => u.Principal)
            .Where(u => u.Principal.Status == PrincipalStatus.Active
                && db.Set<RoleBinding>().Any(b => b.PrincipalId == u.Id && b.RoleId == SystemRole.SuperAdmin.Id))
            .OrderBy(u => u.CreatedAt).ThenBy(u => u.Id).FirstOrDefaultAsync(cancellationToken);

    private static User AddAdministrator(
        ServiceAccountsDbContext db, Guid tenantId, FirstAdministratorRequest request, DateTimeOffset now)
    {
        var user = UserRules.NewUser(tenantId, request.Name, request.Email, now);
        db.Add(user);
        db.Add(new RoleBinding
        {
            Id = Guid.CreateVersion7(now),
            PrincipalId = user.Id,
            RoleId = SystemRole.SuperAdmin.Id,
            PlaceKind = PlaceKind.System,
            PlaceId = Guid.Empty,
            CreatedAt = now,
        });
        return user;
    }

    private async Task<string> AddTokenAsync(
        ServiceAccountsDbContext db, User user, FirstAdministratorRequest request,
        Func<string, CancellationToken, Task> keepToken, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var text = request.Token ?? CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        db.Add(newCredential.ApiTokenOf(text, user.Id, user.Principal.TenantId, "bootstrap", now, now + request.TokenLifetime));
        await keepToken(text, cancellationToken);
        return text;
    }
}

/// <summary>Who the first administrator is.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="Token">Their API token, where it was made elsewhere; it must have our form.</param>
/// <param name="TokenLifetime">How long that token works; null for ever.</param>
public sealed record FirstAdministratorRequest(string Name, string Email, string? Token, TimeSpan? TokenLifetime);

/// <summary>The first administrator's API token, on its way to the person.</summary>
/// <param name="Token">The token.</param>
public sealed record FirstAdministrator(string Token);
