using System.Buffers;
using System.Data;
using System.Globalization;
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

    // SQLite takes 32,766 parameters in a statement; a claim has four.
    private const int MaxClaimsAtOnce = 5_000;

    // And a last use has six.
    private const int MaxUsesAtOnce = 5_000;

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
                [RowsOf(chunk)],
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
        foreach (var chunk in uses.Chunk(MaxUsesAtOnce))
        {
            var (sql, parameters) = Insert(
                "credential_uses (credential_id, key_id, principal_id, tenant_id, used_at, address)",
                [.. chunk.Select((use, i) => new object[]
                {
                    use.CredentialId, use.KeyId, use.PrincipalId, use.TenantId, use.UsedAt.ToUnixTimeMilliseconds(),

                    // A parameter of its own: nothing has no type that could be found out.
                    new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"@address{i}"), use.Address ?? (object)DBNull.Value),
                })],
                "(credential_id, key_id) DO UPDATE SET used_at = excluded.used_at, address = excluded.address "
                    + "WHERE excluded.used_at > credential_uses.used_at");
            await db.Database.ExecuteSqlRawAsync(sql, parameters, cancellationToken);
        }
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

    // [["key", milliseconds, "NODE", sequence], ...]: ids as the driver writes them.
    private static string RowsOf(SingleUseClaim[] claims)
    {
        var buffer = new ArrayBufferWriter<byte>(claims.Length * 160);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var claim in claims)
            {
                json.WriteStartArray();
                json.WriteStringValue(claim.Key);
                json.WriteNumberValue(claim.ExpiresAt.ToUnixTimeMilliseconds());
                json.WriteStringValue(claim.Node.ToString("D").ToUpperInvariant());
                json.WriteNumberValue(claim.Sequence);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static (string Sql, object[] Parameters) Insert(string into, object[][] rows, string onConflict)
    {
        var sql = new StringBuilder($"INSERT INTO {into} VALUES ");
        var at = 0;
        foreach (var row in rows)
        {
            sql.Append(at == 0 ? "(" : ", (")
                .AppendJoin(", ", Enumerable.Range(at, row.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{{i}}}")))
                .Append(')');
            at += row.Length;
        }

        return (sql.Append(" ON CONFLICT ").Append(onConflict).ToString(), [.. rows.SelectMany(row => row)]);
    }
}
