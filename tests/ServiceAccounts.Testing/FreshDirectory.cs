using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Sqlite;

namespace ServiceAccounts.Testing;

/// <summary>
/// What takes longest when a server starts for the first time, done before: its tables, and its RSA key. Everything else it makes
/// itself, and in a directory that a test gives it, these two as well.
/// </summary>
internal sealed class FreshDirectory : IAsyncDisposable
{
    private const string DatabaseFile = "test.db";

    // What connects to the PostgreSQL database of a directory that servers are started in again.
    private const string ConnectionFile = "postgresql.txt";

    private static readonly bool OnPostgreSql = Environment.GetEnvironmentVariable("SERVICEACCOUNTS_TEST_DATABASE") == "PostgreSql";

    private static readonly Lazy<Task<byte[]>> Tables = new(MigrateAsync);

    // Two servers of one test have two keys.
    private static readonly Lazy<(string KeyId, string PublicJwk, byte[] Pkcs8)>[] RsaKeys =
        [.. Enumerable.Range(0, 8).Select(_ => new Lazy<(string, string, byte[])>(() => SigningKeyPair.Create(SignatureAlgorithms.RS256)))];

    private static int _keysGiven;

    private FreshDirectory(string path, string? postgreSql, bool isOwn)
    {
        Path = path;
        Provider = postgreSql is null ? "Sqlite" : "PostgreSql";
        ConnectionString = postgreSql ?? $"Data Source={System.IO.Path.Combine(path, DatabaseFile)}";
        IsOwn = isOwn;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The database's kind.</summary>
    public string Provider { get; }

    /// <summary>What connects to the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the database has its tables already, and nothing in them.</summary>
    public bool HasTables { get; private init; }

    private bool IsOwn { get; }

    /// <summary>
    /// A new directory with a database that has its tables and nothing in them; or a given one, with the database that an earlier
    /// server left there, if any.
    /// </summary>
    public static async Task<FreshDirectory> MakeAsync(string? given, bool databaseIsGiven)
    {
        var path = given ?? Directory.CreateTempSubdirectory("serviceaccounts-").FullName;
        var hasTables = given is null && !databaseIsGiven;
        if (OnPostgreSql && !databaseIsGiven)
        {
            var connection = given is null ? await FreshPostgreSql.CreateAsync() : await ConnectionInAsync(given);
            return new FreshDirectory(path, connection, given is null) { HasTables = hasTables };
        }

        if (hasTables)
        {
            await File.WriteAllBytesAsync(System.IO.Path.Combine(path, DatabaseFile), await Tables.Value);
        }

        return new FreshDirectory(path, null, given is null) { HasTables = hasTables };
    }

    /// <summary>Deletes it with its database, unless a test gave it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!IsOwn)
        {
            return;
        }

        Directory.Delete(Path, recursive: true);
        if (Provider == "PostgreSql")
        {
            await FreshPostgreSql.DropAsync(ConnectionString);
        }
    }

    /// <summary>Gives such a database its RSA key, sealed by its server, as if the server had made it.</summary>
    public static async Task AddSigningKeyAsync(IServiceProvider services)
    {
        var key = RsaKeys[Interlocked.Increment(ref _keysGiven) % RsaKeys.Length].Value;
        await using var db = await services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        db.Add(new SigningKey
        {
            KeyId = key.KeyId,
            Algorithm = SignatureAlgorithms.RS256,
            State = SigningKeyState.Active,
            PublicJwk = key.PublicJwk,
            ProtectedPrivateKey = services.GetRequiredService<IKeyProtector>().Protect(key.Pkcs8),
            CreatedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
        });
        await db.SaveChangesAsync();
    }

    private static async Task<string> ConnectionInAsync(string directory)
    {
        var file = System.IO.Path.Combine(directory, ConnectionFile);
        if (!File.Exists(file))
        {
            await File.WriteAllTextAsync(file, await FreshPostgreSql.CreateEmptyAsync());
        }

        return await File.ReadAllTextAsync(file);
    }

    private static async Task<byte[]> MigrateAsync()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-");
        try
        {
            var path = System.IO.Path.Combine(directory.FullName, DatabaseFile);
            var services = new ServiceCollection();
            services.AddSqlite($"Data Source={path};Pooling=False");
            await using (var provider = services.BuildServiceProvider())
            {
                await provider.GetRequiredService<IDatabase>().MigrateAsync(CancellationToken.None);
            }

            // The last connection has been closed: all is in the one file.
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
