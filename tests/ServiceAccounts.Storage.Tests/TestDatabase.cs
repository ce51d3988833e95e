using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Issuances.Spill;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Sqlite;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests;

/// <summary>A migrated database of its own, without the server around it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _directory;

    private TestDatabase(ServiceProvider services, string directory)
    {
        _services = services;
        _directory = directory;
    }

    public Commands Commands { get; } = new();

    public ManualTime Time { get; } = new();

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    public IDbContextFactory<ServiceAccountsDbContext> Contexts =>
        _services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>();

    public CapturedLog Log { get; } = new();

    /// <summary>The uses of credentials that journals on this database tell of.</summary>
    public CredentialUses Uses => field ??= new CredentialUses(Database, new Logger<CredentialUses>(new LoggerFactory([Log])));

    /// <summary>A writer of the ledger with a key of its own.</summary>
    public LedgerWriter Ledger => new(Seal, Time);

    public static LedgerSeal Seal
    {
        get
        {
            var seal = new LedgerSeal();
            seal.Use([(1, new byte[32])]);
            return seal;
        }
    }

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = CreateEmpty();
        await database.Database.MigrateAsync(CancellationToken.None);
        return database;
    }

    public static TestDatabase CreateEmpty()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-storage-").FullName;
        var services = new ServiceCollection();
        TestDatabase? database = null;
        services.AddSqlite($"Data Source={Path.Combine(directory, "test.db")}");
        services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(database!.Commands)); // Set below, before any context.
        return database = new TestDatabase(services.BuildServiceProvider(), directory);
    }

    /// <summary>A journal on this database that has been started; what the database does not take is not kept.</summary>
    public async Task<IssuanceJournal> StartJournalAsync(IssuanceDurability durability = IssuanceDurability.Durable)
    {
        var options = Options.Create(new JournalOptions { Issuance = durability, SpillMegabytes = 0, CommitTimeoutMs = 60_000 });
        var (node, claims) = (new Node(Guid.CreateVersion7(Time.GetUtcNow())), new ClaimsInMemory(Time));
        var spill = new IssuanceSpill(node, claims, options, Time, Logger<IssuanceSpill>());
        var journal = new IssuanceJournal(
            new IssuanceBatches(Database), spill, claims, node, Uses, options, Time, Logger<IssuanceJournal>());
        await journal.StartAsync(CancellationToken.None);
        return journal;
    }

    public Logger<T> Logger<T>() => new(new LoggerFactory([Log]));

    public async Task<List<T>> RowsAsync<T>()
        where T : class
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await db.Set<T>().AsNoTracking().ToListAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return (await db.Database.SqlQueryRaw<T>(sql).ToListAsync()).Single();
    }

    public async ValueTask DisposeAsync()
    {
        Uses.Dispose();
        await _services.DisposeAsync();
        Log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
