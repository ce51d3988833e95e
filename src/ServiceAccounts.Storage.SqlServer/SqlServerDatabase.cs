using System.Text.Json;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Networked;

namespace ServiceAccounts.Storage.SqlServer;

/// <summary>SQL Server, with row versions for readers. Rows are handed over as JSON: a command has 2,100 parameters at most.</summary>
internal sealed class SqlServerDatabase(
    SqlConnectionStringBuilder connection, IDbContextFactory<ServiceAccountsDbContext> contexts, MigrationLease lease, TimeProvider time)
    : SharedDatabase(contexts, lease, time)
{
    private const int Deadlock = 1205;
    private const int DuplicateInIndex = 2601;
    private const int DuplicateInConstraint = 2627;
    private const int ThereAlready = 2714;
    private const int DatabaseThereAlready = 1801;

    // From here on an error ends the connection.
    private const int FatalClass = 20;

    internal static readonly MigrationLeaseTable LeaseTable = new(
        """
        IF OBJECT_ID(N'migration_lease') IS NULL
        CREATE TABLE migration_lease (id int NOT NULL PRIMARY KEY, holder uniqueidentifier NOT NULL, expires_at bigint NOT NULL)
        """,
        e => NumberOf(e) == ThereAlready,
        e => NumberOf(e) is DuplicateInIndex or DuplicateInConstraint or Deadlock);

    public override int? MaxConnections => SqlServerServices.PoolSizeOf(connection);

    public override string Name => $"{connection.InitialCatalog} on {connection.DataSource}";

    // The locks are on the ranges of the keys, so that nobody inserts one between the look and the insert.
    public override async Task<IReadOnlySet<string>> ClaimAsync(
        ServiceAccountsDbContext db, IReadOnlyList<SingleUseClaim> claims, CancellationToken cancellationToken)
    {
        var keys = claims.Select(claim => claim.Key).Order(StringComparer.Ordinal).ToList();
        var rows = JsonSerializer.Serialize(claims.OrderBy(claim => claim.Key, StringComparer.Ordinal).Select(claim => new
        {
            key = claim.Key,
            ends = claim.ExpiresAt.ToUnixTimeMilliseconds(),
            node = claim.Node,
            sequence = claim.Sequence,
        }));
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO single_use_claims ([key], expires_at, node, sequence)
            SELECT new.[key], new.ends, new.node, new.sequence
            FROM OPENJSON({rows}) WITH (
                [key] nvarchar(64), ends bigint, node uniqueidentifier, sequence bigint) AS new
            WHERE NOT EXISTS (SELECT 1 FROM single_use_claims AS old WITH (UPDLOCK, HOLDLOCK) WHERE old.[key] = new.[key])
            ORDER BY new.[key]
            """,
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
        var sorted = uses.OrderBy(use => use.CredentialId).ThenBy(use => use.KeyId, StringComparer.Ordinal);
        var rows = JsonSerializer.Serialize(sorted.Select(use => new
        {
            credential = use.CredentialId,
            key = use.KeyId,
            principal = use.PrincipalId,
            tenant = use.TenantId,
            used = use.UsedAt.ToUnixTimeMilliseconds(),
            address = use.Address,
        }));
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE kept SET used_at = new.used, address = new.address
            FROM credential_uses AS kept WITH (UPDLOCK, HOLDLOCK)
            INNER JOIN OPENJSON({rows}) WITH (
                credential uniqueidentifier, [key] nvarchar(255), used bigint,
                address nvarchar(64)) AS new ON kept.credential_id = new.credential AND kept.key_id = new.[key]
            WHERE new.used > kept.used_at
            """,
            cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO credential_uses (credential_id, key_id, principal_id, tenant_id, used_at, address)
            SELECT new.credential, new.[key], new.principal, new.tenant, new.used, new.address
            FROM OPENJSON({rows}) WITH (
                credential uniqueidentifier, [key] nvarchar(255), principal uniqueidentifier,
                tenant uniqueidentifier, used bigint, address nvarchar(64)) AS new
            WHERE NOT EXISTS (
                SELECT 1 FROM credential_uses AS old WITH (UPDLOCK, HOLDLOCK)
                WHERE old.credential_id = new.credential AND old.key_id = new.[key])
            """,
            cancellationToken);
    }

    public override bool IsDuplicate(Exception exception) => NumberOf(exception) is DuplicateInIndex or DuplicateInConstraint;

    // Not there (2, 53, 258), not answering (-2), starting or stopping (6005, 17142, 17197), or without a free connection (10928).
    public override bool IsUnreachable(Exception exception) =>
        IsConnectionLost(exception) || NumberOf(exception) is -2 or 2 or 53 or 258 or 6005 or 10060 or 10061 or 10928 or 17142 or 17197;

    protected override string ClockSql => "SELECT DATEDIFF_BIG(millisecond, '1970-01-01', SYSUTCDATETIME()) AS [Value]";

    protected override async Task CreateAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
        {
            try
            {
                await creator.CreateAsync(cancellationToken);
            }
            catch (SqlException e) when (e.Number == DatabaseThereAlready)
            {
                // Another node was faster.
            }
        }

        var isVersioned = await db.Database
            .SqlQuery<bool>($"SELECT is_read_committed_snapshot_on AS [Value] FROM sys.databases WHERE database_id = DB_ID()")
            .SingleAsync(cancellationToken);
        if (!isVersioned)
        {
            throw new InvalidOperationException(
                $"The database '{Name}' makes readers wait for writers. Stop whoever uses it and run: "
                + $"ALTER DATABASE [{connection.InitialCatalog}] SET READ_COMMITTED_SNAPSHOT ON");
        }

        var collation = await db.Database
            .SqlQuery<string>($"SELECT CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128)) AS [Value]")
            .SingleAsync(cancellationToken);
        if (collation != ByteOrder.Collation)
        {
            throw new InvalidOperationException(
                $"The database '{Name}' has the collation {collation}, in which other texts are equal than here. Let the server make the "
                + $"database, or run: CREATE DATABASE [{connection.InitialCatalog}] COLLATE {ByteOrder.Collation}");
        }
    }

    protected override Task TakeTurnAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"SELECT position FROM ledger_position WITH (UPDLOCK, HOLDLOCK) WHERE id = {Ledger.LedgerPosition.OnlyId}", cancellationToken);

    protected override bool GaveWay(Exception exception) => NumberOf(exception) == Deadlock;

    protected override bool IsConnectionLost(Exception exception) => Driver(exception) is { Class: >= FatalClass };

    protected override void ForgetConnections(ServiceAccountsDbContext db) =>
        SqlConnection.ClearPool((SqlConnection)db.Database.GetDbConnection());

    private static int? NumberOf(Exception exception) => Driver(exception)?.Number;

    private static SqlException? Driver(Exception exception) => exception as SqlException ?? exception.InnerException as SqlException;
}
