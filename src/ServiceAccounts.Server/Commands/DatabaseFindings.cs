using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Commands;

/// <summary>Whether the database can be reached and written, has the schema of this version, and the same time.</summary>
internal sealed class DatabaseFindings(
    IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time) : IFindings
{
    private const string Setting = $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}";

    // Tokens of nodes whose clocks differ by more may be refused as not valid yet.
    private static readonly TimeSpan ClockTooFar = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClockFar = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var check = await database.CheckAsync(cancellationToken);
        foreach (var finding in check.Findings)
        {
            yield return finding;
        }

        if (!check.IsThere)
        {
            yield break;
        }

        var schema = await TryAsync(LookAtSchemaAsync, cancellationToken);
        yield return schema;
        if (schema.Kind != FindingKind.Ok)
        {
            yield break;
        }

        yield return await TryAsync(LookAtWritingAsync, cancellationToken);
        yield return await TryAsync(LookAtClockAsync, cancellationToken);
    }

    private async Task<Finding> TryAsync(Func<CancellationToken, Task<Finding>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await look(cancellationToken);
        }
        catch (Exception e) when (e.GetBaseException() is DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return Finding.Problem(
                $"The database '{database.Name}' cannot be reached, read or written: {e.GetBaseException().Message.TrimEnd('.')}.",
                $"Start it, or mend {Setting} or the rights of its user.");
        }
    }

    private async Task<Finding> LookAtSchemaAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var (unknown, pending) = (applied.Except(known).ToList(), known.Except(applied).ToList());
        return unknown.Count > 0
            ? Finding.Problem($"The database is of a later version: it has {string.Join(", ", unknown)}.", "Start that version, or restore the backup that was made before it.")
            : pending.Count > 0
                ? Finding.Warning($"The database waits for {string.Join(", ", pending)}.", $"Take a backup; the next start applies them, or {CommandLine.Migrate} does.")
                : Finding.Ok($"The database '{database.Name}' has the schema of this version.");
    }

    private async Task<Finding> LookAtWritingAsync(CancellationToken cancellationToken)
    {
        // Nothing is changed, and what is not changed is not kept either.
        await database.WriteAsync(
            (db, cancellation) => db.Set<LedgerPosition>().ExecuteUpdateAsync(all => all.SetProperty(p => p.Position, p => p.Position), cancellation),
            static _ => false, cancellationToken);
        return Finding.Ok("The database can be written.");
    }

    private async Task<Finding> LookAtClockAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadClockAsync(cancellationToken) is not { } there)
        {
            return Finding.Ok("The database has this machine's clock.");
        }

        var difference = (there - time.GetUtcNow()).Duration();
        var what = FormattableString.Invariant($"This machine's clock and the database's differ by {difference.TotalSeconds:F1} s.");
        const string Remedy = "Synchronise both by NTP.";
        return difference > ClockTooFar ? Finding.Problem(what, Remedy)
            : difference > ClockFar ? Finding.Warning(what, Remedy)
            : Finding.Ok(what);
    }
}
