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
internal static class FreshDirectory
{
    /// <summary>The database in such a directory.</summary>
    public const string DatabaseFile = "test.db";

    private static readonly Lazy<Task<byte[]>> Tables = new(MigrateAsync);

    // Two servers of one test have two keys.
    private static readonly Lazy<(string KeyId, string PublicJwk, byte[] Pkcs8)>[] RsaKeys =
        [.. Enumerable.Range(0, 8).Select(_ => new Lazy<(string, string, byte[])>(() => SigningKeyPair.Create(SignatureAlgorithms.RS256)))];

    private static int _keysGiven;

    /// <summary>A new directory with a database that has its tables and nothing in them.</summary>
    public static async Task<string> MakeAsync()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(directory, DatabaseFile), await Tables.Value);
        return directory;
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

    private static async Task<byte[]> MigrateAsync()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-");
        try
        {
            var path = Path.Combine(directory.FullName, DatabaseFile);
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
