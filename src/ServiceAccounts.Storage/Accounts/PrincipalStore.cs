using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>Finds who calls our own APIs, always from the database: what was ended a moment ago has ended.</summary>
public sealed class PrincipalStore(
    IDbContextFactory<ServiceAccountsDbContext> contexts, TenantAccessStore tenants, SecretHasher hasher, TimeProvider time)
{
    /// <summary>The principal of an API token, and the token; null where there is no such token.</summary>
    public async Task<(KnownPrincipal Principal, ApiToken Token)?> FindByApiTokenAsync(
        string text, CancellationToken cancellationToken)
    {
        if (!CredentialFormat.IsWellFormed(text, CredentialFormat.ApiTokenPrefix))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ApiTokenHashes.FindAsync(db, hasher, text, time.GetUtcNow(), cancellationToken) is var (token, _)
            && await FindAsync(db, token.PrincipalId, cancellationToken) is { } principal
            ? (principal, token)
            : null;
    }

    /// <summary>The principal of that id; null where there is none.</summary>
    public async Task<KnownPrincipal?> FindAsync(Guid principalId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, principalId, cancellationToken);
    }

    /// <summary>The organization that owns a service account of a tenant; null where there is no such account.</summary>
    public async Task<Guid?> FindOrganizationAsync(Guid tenantId, Guid principalId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ServiceAccount>().Where(a => a.Id == principalId && a.TenantId == tenantId)
            .Select(a => (Guid?)a.OrganizationId).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// What principals of a tenant hold, and which organization owns those that are service accounts; in a fixed number of queries.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, (Holdings Holdings, Guid? OrganizationId)>> HoldingsOfAsync(
        TenantAccess tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var own = await db.Set<Principal>().Where(p => EF.Parameter(ids).Contains(p.Id) && p.TenantId == tenant.TenantId)
            .OrderBy(p => p.Id).Select(p => p.Id).Take(ids.Count).ToListAsync(cancellationToken);
        var organizations = await db.Set<ServiceAccount>().Where(a => EF.Parameter(own).Contains(a.Id))
            .OrderBy(a => a.Id).Take(own.Count).ToDictionaryAsync(a => a.Id, a => a.OrganizationId, cancellationToken);
        var access = await PrincipalAccess.LoadAsync(db, own, cancellationToken);
        return own.ToDictionary(
            id => id,
            id => (Holdings.Of(access[id], tenant), organizations.TryGetValue(id, out var organization) ? organization : (Guid?)null));
    }

    private async Task<KnownPrincipal?> FindAsync(ServiceAccountsDbContext db, Guid principalId, CancellationToken cancellationToken)
    {
        var principal = await db.Set<Principal>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == principalId, cancellationToken);
        if (principal is null || await tenants.GetAsync(principal.TenantId, cancellationToken) is not { } access)
        {
            return null;
        }

        var own = await PrincipalAccess.LoadAsync(db, principalId, cancellationToken);

        // Between the reads it may have been deleted.
        return await DescribeAsync(db, principal, cancellationToken) is ({ } name, var expiresAt, var organizationId)
            ? new KnownPrincipal(principal, name, expiresAt, organizationId, Holdings.Of(own, access), access)
            : null;
    }

    private static async Task<(string? Name, DateTimeOffset? ExpiresAt, Guid? OrganizationId)> DescribeAsync(
        ServiceAccountsDbContext db, Principal principal, CancellationToken cancellationToken)
    {
        if (principal.Kind == PrincipalKind.User)
        {
            return (await db.Set<User>().Where(u => u.Id == principal.Id).Select(u => u.Name).SingleOrDefaultAsync(cancellationToken), null, null);
        }

        var account = await db.Set<ServiceAccount>().Where(a => a.Id == principal.Id)
            .Select(a => new { a.Name, a.ExpiresAt, a.OrganizationId }).SingleOrDefaultAsync(cancellationToken);
        return (account?.Name, account?.ExpiresAt, account?.OrganizationId);
    }
}

/// <summary>A principal with all that it holds.</summary>
/// <param name="Principal">The principal.</param>
/// <param name="Name">What it is called.</param>
/// <param name="ExpiresAt">When it runs out, if ever.</param>
/// <param name="OrganizationId">The organization that owns it; null for a user.</param>
/// <param name="Holdings">All that it holds.</param>
/// <param name="Tenant">Its tenant's roles, Apis and places.</param>
public sealed record KnownPrincipal(
    Principal Principal, string Name, DateTimeOffset? ExpiresAt, Guid? OrganizationId, Holdings Holdings, TenantAccess Tenant)
{
    /// <summary>Whether its credentials authenticate at that time.</summary>
    public bool IsActive(DateTimeOffset now) =>
        Principal.Status == PrincipalStatus.Active && (ExpiresAt is null || ExpiresAt > now);
}
