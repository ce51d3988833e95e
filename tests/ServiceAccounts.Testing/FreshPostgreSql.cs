using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.PostgreSql;

namespace ServiceAccounts.Testing;

/// <summary>Databases on the PostgreSQL that the tests share.</summary>
public static class FreshPostgreSql
{
    private const string Template = "migrated";

    private static readonly Lazy<Task> Migrated = new(MigrateAsync);

    // Copies of one database are made one after the other.
    private static readonly SemaphoreSlim Copying = new(1);

    /// <summary>A database that has its tables and nothing in them; what connects to it.</summary>
    public static async Task<string> CreateAsync()
    {
        await Migrated.Value;
        await Copying.WaitAsync();
        try
        {
            return await (await PostgreSqlCluster.SharedAsync()).CreateDatabaseAsync(Template);
        }
        finally
        {
            Copying.Release();
        }
    }

    /// <summary>A database with nothing in it.</summary>
    public static async Task<string> CreateEmptyAsync() => await (await PostgreSqlCluster.SharedAsync()).CreateDatabaseAsync();

    /// <summary>Drops it.</summary>
    public static async Task DropAsync(string connectionString) =>
        await (await PostgreSqlCluster.SharedAsync()).DropDatabaseAsync(connectionString);

    private static async Task MigrateAsync()
    {
        var cluster = await PostgreSqlCluster.SharedAsync();
        await cluster.ExecuteAsync($"CREATE DATABASE {Template} TEMPLATE template0");
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new Node(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())));

        // A database with a connection to it is not copied.
        services.AddPostgreSql(cluster.ConnectionTo(Template) + ";Pooling=False");
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IDatabase>().MigrateAsync(CancellationToken.None);
    }
}
