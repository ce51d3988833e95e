using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Networked;

namespace ServiceAccounts.Storage.PostgreSql;

/// <summary>
/// PostgreSQL, by rows and unique indexes alone: no advisory locks, notifications or locks of tables, which its distributed
/// relatives do not have.
/// </summary>
internal sealed class PostgreSqlDatabase(
    NpgsqlConnectionStringBuilder connection, IDbContextFactory<ServiceAccountsDbContext> contexts, MigrationLease lease, TimeProvider time)
    : SharedDatabase(contexts, lease, time)
{
    private const string IdleInTransaction = "25P03"; // idle_in_transaction_session_timeout

    internal static readonly MigrationLeaseTable LeaseTable = new(
        "CREATE TABLE IF NOT EXISTS migration_lease (id integer PRIMARY KEY, holder uuid NOT NULL, expires_at bigint NOT NULL)",

        // IF NOT EXISTS looks, and then makes it: of two at once one finds it in the catalogue too late.
        e => e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject,
        e => e.SqlState is PostgresErrorCodes.UniqueViolation || IsSerialization(e.SqlState));

    public override int? MaxConnections => PostgreSqlServices.PoolSizeOf(connection);

    public override string Name => $"{connection.Database} on {connection.Host}:{connection.Port}";

    public override async Task<IReadOnlySet<string>> ClaimAsync(
        ServiceAccountsDbContext db, IReadOnlyList<SingleUseClaim> claims, CancellationToken cancellationToken)
    {
        // In one order on all nodes: two that wait for each other's keys would end in one of them giving way.
        var sorted = claims.OrderBy(claim => claim.Key, StringComparer.Ordinal).ToList();
        var keys = sorted.ConvertAll(claim => claim.Key);
        var added = await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO single_use_claims (key, expires_at, node, sequence)
            SELECT * FROM unnest(@keys, @ends, @nodes, @sequences) ON CONFLICT DO NOTHING
            """,
            [
                Array("keys", NpgsqlDbType.Text, keys),
                Array("ends", NpgsqlDbType.Bigint, sorted.ConvertAll(claim => claim.ExpiresAt.ToUnixTimeMilliseconds())),
                Array("nodes", NpgsqlDbType.Uuid, sorted.ConvertAll(claim => claim.Node)),
                Array("sequences", NpgsqlDbType.Bigint, sorted.ConvertAll(claim => claim.Sequence)),
            ],
            cancellationToken);
        return added == keys.Count
            ? keys.ToHashSet(StringComparer.Ordinal)
            : SingleUseClaim.Held(
                claims,
                await db.Set<SingleUseClaim>().AsNoTracking().Where(c => EF.Parameter(keys).Contains(c.Key))
                    .OrderBy(c => c.Key).Take(keys.Count).ToListAsync(cancellationToken));
    }

    public override async Task KeepLatestAsync(
        ServiceAccountsDbContext db, IReadOnlyList<CredentialUse> uses, CancellationToken cancellationToken)
    {
        var sorted = uses.OrderBy(use => use.CredentialId).ThenBy(use => use.KeyId, StringComparer.Ordinal).ToList();
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO credential_uses (credential_id, key_id, principal_id, tenant_id, used_at, address)
            SELECT * FROM unnest(@credentials, @keys, @principals, @tenants, @times, @addresses)
            ON CONFLICT (credential_id, key_id) DO UPDATE SET used_at = excluded.used_at, address = excluded.address
            WHERE excluded.used_at > credential_uses.used_at
            """,
            [
                Array("credentials", NpgsqlDbType.Uuid, sorted.ConvertAll(use => use.CredentialId)),
                Array("keys", NpgsqlDbType.Text, sorted.ConvertAll(use => use.KeyId)),
                Array("principals", NpgsqlDbType.Uuid, sorted.ConvertAll(use => use.PrincipalId)),
                Array("tenants", NpgsqlDbType.Uuid, sorted.ConvertAll(use => use.TenantId)),
                Array("times", NpgsqlDbType.Bigint, sorted.ConvertAll(use => use.UsedAt.ToUnixTimeMilliseconds())),
                Array("addresses", NpgsqlDbType.Text, sorted.ConvertAll(use => use.Address)),
            ],
            cancellationToken);
    }

    public override bool IsDuplicate(Exception exception) => StateOf(exception) == PostgresErrorCodes.UniqueViolation;

    // Starting, stopping, full of connections, or not there: its host name too may be one that a cluster makes in a while. What it
    // says of a password, or of a database that it does not have, is said for good.
    public override bool IsUnreachable(Exception exception) =>
        Driver(exception) switch
        {
            PostgresException e => e.IsTransient || IsConnectionLost(e),
            NpgsqlException e => e.IsTransient || e.InnerException is TimeoutException or SocketException or IOException,
            _ => exception is SocketException,
        };

    protected override string ClockSql => """SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS "Value" """;

    protected override async Task CreateAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken))
        {
            return;
        }

        try
        {
            await creator.CreateAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            return; // Another node was faster.
        }
    }

    protected override Task TakeTurnAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"SELECT position FROM ledger_position WHERE id = {LedgerPosition.OnlyId} FOR UPDATE", cancellationToken);

    protected override bool GaveWay(Exception exception) => IsSerialization(StateOf(exception));

    protected override bool IsConnectionLost(Exception exception) =>
        Driver(exception) switch
        {
            PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or IdleInTransaction,
            NpgsqlException { InnerException: TimeoutException } => false, // The server is there, and slow.
            NpgsqlException e => e.IsTransient,
            _ => false,
        };

    protected override void ForgetConnections(ServiceAccountsDbContext db) =>
        NpgsqlConnection.ClearPool((NpgsqlConnection)db.Database.GetDbConnection());

    private static bool IsSerialization(string? state) =>
        state is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    private static string? StateOf(Exception exception) => (Driver(exception) as PostgresException)?.SqlState;

    // EF wraps what SaveChanges meets, and nothing else; the driver wraps what its socket meets.
    private static NpgsqlException? Driver(Exception exception) =>
        exception as NpgsqlException ?? exception.InnerException as NpgsqlException ?? exception.InnerException?.InnerException as NpgsqlException;

    private static NpgsqlParameter Array<T>(string name, NpgsqlDbType type, List<T> values) =>
        new(name, NpgsqlDbType.Array | type) { Value = values };
}
