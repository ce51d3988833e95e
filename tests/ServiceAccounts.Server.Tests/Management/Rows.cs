using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>The rows behind a server: what it wrote, and what only a migration or an intruder would write.</summary>
internal static class Rows
{
    public static async Task<List<T>> ReadAsync<T>(this RunningServer server, Func<IQueryable<T>, IQueryable<T>> query)
        where T : class
    {
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>()
            .CreateDbContextAsync();
        return await query(db.Set<T>().AsNoTracking()).ToListAsync();
    }

    /// <summary>What callers have done: not what was refused, which is written a moment later, nor what the server does by itself.</summary>
    public static Task<List<LedgerEntry>> LedgerAsync(this RunningServer server) =>
        server.ReadAsync<LedgerEntry>(entries => entries
            .Where(entry => entry.Outcome == LedgerOutcome.Done && entry.SubjectKind != "issuances").OrderBy(entry => entry.Position));

    /// <summary>What was refused until now.</summary>
    public static async Task<List<LedgerEntry>> RefusalsAsync(this RunningServer server)
    {
        await server.Services.GetRequiredService<RefusalJournal>().FlushAsync(CancellationToken.None);
        return await server.ReadAsync<LedgerEntry>(entries => entries
            .Where(entry => entry.Outcome == LedgerOutcome.Refused).OrderBy(entry => entry.Position));
    }

    /// <summary>The organization that the first tenant was born with.</summary>
    public static async Task<Organization> OrganizationAsync(this RunningServer server) =>
        (await server.ReadAsync<Organization>(rows => rows
            .Where(row => row.TenantId == server.TenantId && row.Kind == OrganizationKind.Organization)
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Take(1))).Single();

    public static Task WriteAsync(this RunningServer server, Func<ServiceAccountsDbContext, Task> change) =>
        server.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (db, cancellationToken) =>
            {
                await change(db);
                return await db.SaveChangesAsync(cancellationToken);
            },
            CancellationToken.None);
}
