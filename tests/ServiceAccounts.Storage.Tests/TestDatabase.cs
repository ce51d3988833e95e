using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Issuances.Spill;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests;

/// <summary>A migrated database of its own, without the server around it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TestDatabase? _owner;

    private TestDatabase(string provider, string connection, TestDatabase? owner)
    {
        (Provider, Connection, _owner) = (provider, connection, owner);
        Time = owner?.Time ?? new ManualTime();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(new Node(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())));
        services.AddDatabase(new StorageOptions { Provider = provider, ConnectionString = connection });
        services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(Commands));
        _services = services.BuildServiceProvider();
    }

    /// <summary>Which of the databases it is.</summary>
    public string Provider { get; }

    /// <summary>What connects to it.</summary>
    public string Connection { get; }

    public Commands Commands { get; } = new();

    public ManualTime Time { get; }

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

    /// <summary>One that has its tables.</summary>
    public static async Task<TestDatabase> CreateAsync(string provider = Databases.Sqlite)
    {
        if (provider == Databases.PostgreSql)
        {
            return new TestDatabase(provider, await FreshPostgreSql.CreateAsync(), null);
        }

        var database = await CreateEmptyAsync(provider);
        await database.Database.MigrateAsync(CancellationToken.None);
        return database;
    }

    /// <summary>One with nothing in it.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(string provider = Databases.Sqlite) => new(
        provider,
        provider switch
        {
            Databases.PostgreSql => await FreshPostgreSql.CreateEmptyAsync(),
            Databases.SqlServer => FreshSqlServer.NewConnection(),
            _ => $"Data Source={Path.Combine(Directory.CreateTempSubdirectory("serviceaccounts-storage-").FullName, "test.db")}",
        },
        null);

    /// <summary>Another node on the same database, with the same clock.</summary>
    public TestDatabase Beside() => new(Provider, Connection, this);

    /// <summary>A journal on this database that has been started; what the database does not take is not kept.</summary>
    public async Task<IssuanceJournal> StartJournalAsync(IssuanceDurability durability = IssuanceDurability.Durable, TimeSpan? gathering = null)
    {
        var options = Options.Create(new JournalOptions { Issuance = durability, SpillMegabytes = 0, CommitTimeoutMs = 60_000 });
        var (node, claims) = (new Node(Guid.CreateVersion7(Time.GetUtcNow())), new ClaimsInMemory(Time));
        var spill = new IssuanceSpill(node, claims, options, Time, Logger<IssuanceSpill>());
        var journal = new IssuanceJournal(
            new IssuanceBatches(Database), spill, claims, node, Uses, options, Time, Logger<IssuanceJournal>())
        {
            Gathering = gathering ?? TimeSpan.FromMilliseconds(10),
        };
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
        if (_owner is not null)
        {
            return;
        }

        if (Provider == Databases.PostgreSql)
        {
            await FreshPostgreSql.DropAsync(Connection);
        }
        else if (Provider == Databases.SqlServer)
        {
            await FreshSqlServer.DropAsync(Connection);
        }
        else
        {
            Directory.Delete(Path.GetDirectoryName(Connection["Data Source=".Length..])!, recursive: true); // Made above, in one.
        }
    }
}
