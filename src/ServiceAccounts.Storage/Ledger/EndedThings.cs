using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>What a tenant once had and has deleted, as its journal tells: for surfaces that tell it from what never was.</summary>
public sealed class EndedThings(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    private static readonly string[] MakesClient = ["service_account.created", "application.created"];

    /// <summary>Whether an OAuth client was made in the tenant; to be asked about one that is not there.</summary>
    public async Task<bool> HadClientAsync(Guid tenantId, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<LedgerEntry>().AnyAsync(
            e => e.ClientId == clientId && (e.TenantId ?? Guid.Empty) == tenantId && MakesClient.Contains(e.Action), cancellationToken);
    }

    /// <summary>Whether a service account of the tenant was deleted that had an API token and no OAuth client.</summary>
    public async Task<bool> HadKeyOwnerAsync(Guid tenantId, Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var own = db.Set<LedgerEntry>().Where(e => e.SubjectId == accountId && (e.TenantId ?? Guid.Empty) == tenantId);
        return await own.AnyAsync(e => e.Action == "service_account.deleted", cancellationToken)
            && await own.AnyAsync(e => e.Action == "service_account.created" && e.ClientId == null, cancellationToken);
    }
}
