using System.Buffers;
using System.Data;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Sqlite;

/// <summary>SQLite: one file, one writer at a time, every commit synced to disk.</summary>
internal sealed class SqliteDatabase(IDbContextFactory<ServiceAccountsDbContext> contexts, SqliteFile file)
    : IDatabase, IDisposable
{
    private const int UniqueConstraint = 2067; // SQLITE_CONSTRAINT_UNIQUE
    private const int PrimaryKeyConstraint = 1555; // SQLITE_CONSTRAINT_PRIMARYKEY

    // What is claimed is looked for all over its index: the pages that are read and written again and again stay in memory.
    private const string LargerCache = "PRAGMA cache_size = -16000"; // KiB

    private const int MaxClaimsAtOnce = 5_000;

    // Writers of this process wait here, in order, and not in SQLite's busy loop.
    private readonly SemaphoreSlim _writer = new(1);

    // That of the records and claims of tokens, which are written all the time.
    private ServiceAccountsDbContext? _open;

    public string Name => file.Path;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        file.Lock();
        file.Create();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // The provider's own lock is a row, and a server killed while it migrated leaves the row behind for ever. The file
        // is ours alone while we hold its lock, so whatever row there is, is stale.
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);

        // The provider builds and compares models before it finds that there is nothing to do: most of a second of each start.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    public async Task<T> WriteAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, Func<T, bool> commits, Action ended,
        CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);

            // BEGIN IMMEDIATE: the write lock is taken here, so nothing that was read can be overtaken before the commit.
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
            var outcome = await work(db, cancellationToken);
            if (commits(outcome))
            {
                await transaction.CommitAsync(CancellationToken.None);
            }

            return outcome;
        }
        finally
        {
            try
            {
                ended();
            }
            finally
            {
                _writer.Release();
            }
        }
    }

    // There is one writer: nobody is beside it. Its connection stays open between one batch of records and the next.
    public async Task<T> WriteBesideAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        var isDone = false;
        try
        {
            if (_open is null)
            {
                _open = await contexts.CreateDbContextAsync(cancellationToken);
                await _open.Database.OpenConnectionAsync(cancellationToken);
                await _open.Database.ExecuteSqlRawAsync(LargerCache, cancellationToken);
            }

            await using var transaction = await _open.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
            var outcome = await work(_open, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            _open.ChangeTracker.Clear();
            isDone = true;
            return outcome;
        }
        finally
        {
            if (!isDone)
            {
                await CloseAsync();
            }

            _writer.Release();
        }
    }

    public async Task<IReadOnlySet<string>> ClaimAsync(
        ServiceAccountsDbContext db, IReadOnlyList<SingleUseClaim> claims, CancellationToken cancellationToken)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in claims.Chunk(MaxClaimsAtOnce))
        {
            // One text for all batches: SQLite reads the rows faster than it prepares a text of its own for each.
            var added = await db.Database.ExecuteSqlRawAsync(
                "INSERT INTO single_use_claims (key, expires_at, node, sequence) "
                    + "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each({0}) WHERE true ON CONFLICT DO NOTHING",
                [
                    RowsOf(chunk, static (json, claim) =>
                    {
                        json.WriteStringValue(claim.Key);
                        json.WriteNumberValue(claim.ExpiresAt.ToUnixTimeMilliseconds());
                        json.WriteStringValue(TextOf(claim.Node));
                        json.WriteNumberValue(claim.Sequence);
                    }),
                ],
                cancellationToken);
            var keys = chunk.Select(claim => claim.Key).ToList();
            held.UnionWith(added == keys.Count
                ? keys
                : SingleUseClaim.Held(
                    chunk,
                    await db.Set<SingleUseClaim>().AsNoTracking().Where(c => EF.Parameter(keys).Contains(c.Key))
                        .OrderBy(c => c.Key).Take(MaxClaimsAtOnce).ToListAsync(cancellationToken)));
        }

        return held;
    }

    public async Task KeepLatestAsync(
        ServiceAccountsDbContext db, IReadOnlyList<CredentialUse> uses, CancellationToken cancellationToken)
    {
        // While it is done no token is recorded: a text of thousands of parameters would take ten times as long to prepare.
        await db.Database.ExecuteSqlRawAsync(
            "INSERT INTO credential_uses (credential_id, key_id, principal_id, tenant_id, used_at, address) "
                + "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each({0}) WHERE true "
                + "ON CONFLICT (credential_id, key_id) DO UPDATE SET used_at = excluded.used_at, address = excluded.address "
                + "WHERE excluded.used_at > credential_uses.used_at",
            [
                RowsOf(uses, static (json, use) =>
                {
                    json.WriteStringValue(TextOf(use.CredentialId));
                    json.WriteStringValue(use.KeyId);
                    json.WriteStringValue(TextOf(use.PrincipalId));
                    json.WriteStringValue(TextOf(use.TenantId));
                    json.WriteNumberValue(use.UsedAt.ToUnixTimeMilliseconds());
                    json.WriteStringValue(use.Address);
                }),
            ],
            cancellationToken);
    }

    public bool IsDuplicate(Exception exception) =>
        exception is DbUpdateException
        {
            InnerException: SqliteException { SqliteExtendedErrorCode: UniqueConstraint or PrimaryKeyConstraint },
        };

    public Task<DatabaseCheck> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(file.Check());

    public Task BackUpAsync(string path, CancellationToken cancellationToken) => new SqliteBackup(file).WriteAsync(path, cancellationToken);

    public void Dispose()
    {
        _open?.Dispose();
        _writer.Dispose();
    }

    // What an unfinished transaction leaves behind is nobody else's.
    private async Task CloseAsync()
    {
        if (_open is { } open)
        {
            _open = null;
            await open.DisposeAsync();
        }
    }

    // [[value, ...], ...]
    private static string RowsOf<T>(IReadOnlyCollection<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(rows.Count * 160);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartArray();
                write(json, row);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // As the driver writes it.
    private static string TextOf(Guid id) => id.ToString("D").ToUpperInvariant();
}
