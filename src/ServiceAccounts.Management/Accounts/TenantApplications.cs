using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>An OAuth client, and whose it is.</summary>
/// <param name="AccountId">The service account.</param>
/// <param name="Application">The client.</param>
public sealed record OwnedApplication(Guid AccountId, ApplicationResponse Application);

/// <summary>Finds the OAuth clients of a tenant that have secrets, whichever service account's they are.</summary>
public sealed class TenantApplications(IDbContextFactory<ServiceAccountsDbContext> contexts, CredentialUses uses)
{
    /// <summary>Those of the accounts that the caller may read, or of one of these, in the order of their creation.</summary>
    public async Task<Outcome<Page<OwnedApplication>>> ListAsync(
        Caller caller, Guid? accountId, Paging paging, CancellationToken cancellationToken)
    {
        var readable = ServiceAccountOperations.Readable(caller);
        if (readable is [])
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var applications = OfTenant(db, caller);
        if (accountId is not null)
        {
            applications = applications.Where(a => a.PrincipalId == accountId);
        }

        if (readable is not null)
        {
            applications = applications.Where(
                a => db.Set<ServiceAccount>().Any(s => s.Id == a.PrincipalId && EF.Parameter(readable).Contains(s.OrganizationId)));
        }

        var rows = await paging.RowsOfAsync(applications, cancellationToken);
        var lastUses = await uses.OfAsync(db, [.. rows.Select(row => row.PrincipalId).Distinct()], cancellationToken);
        return paging.PageOf(
            rows, row => new OwnedApplication(row.PrincipalId, ServiceAccountView.Show(row, version: 0, uses: lastUses)), row => row);
    }

    /// <summary>One of them; needs <c>service_account.read</c> where its account is, or to be the account and look after itself.</summary>
    public async Task<Outcome<OwnedApplication>> GetAsync(Caller caller, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OfTenant(db, caller).SingleOrDefaultAsync(a => a.ClientId == clientId, cancellationToken) is not { } row)
        {
            return OperationError.NotFound("application");
        }

        var account = await db.Set<ServiceAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == row.PrincipalId, cancellationToken);
        if (account is null)
        {
            return OperationError.NotFound("application");
        }

        var place = caller.Tenant.PlaceOf(account.OrganizationId);
        var isOwn = account.Id == caller.PrincipalId && caller.Can(ManagementPermissions.SelfCredentials, place);
        return isOwn || caller.Can(ManagementPermissions.ServiceAccountRead, place)
            ? new OwnedApplication(
                row.PrincipalId,
                ServiceAccountView.Show(row, account.Version, uses: await uses.OfAsync(db, [row.PrincipalId], cancellationToken)))
            : OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);
    }

    private static IQueryable<Application> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<Application>().AsNoTracking().Include(a => a.Secrets)
            .Where(a => a.TenantId == caller.Tenant.TenantId && a.AuthenticationMethod == ClientAuthenticationMethod.ClientSecret);
}
