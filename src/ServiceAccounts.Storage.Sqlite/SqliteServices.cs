using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceAccounts.Storage.Sqlite;

/// <summary>Registers SQLite as the database.</summary>
public static class SqliteServices
{
    // Who writes and who reads: the driver blocks a thread of the pool while it waits for the disk, and the pool begins with one a core.
    private const int BlockedThreads = 2;

    /// <summary>Adds the database that a connection string of <c>Microsoft.Data.Sqlite</c> names.</summary>
    public static IServiceCollection AddSqlite(this IServiceCollection services, string connectionString)
    {
        var file = new SqliteFile(connectionString);
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + BlockedThreads), ports);

        // By a factory: the container disposes what it made, and with it the lock, but not what it was handed.
        services.AddSingleton(_ => file);
        services.AddSingleton<IDatabase, SqliteDatabase>();
        services.AddPooledDbContextFactory<ServiceAccountsDbContext>(options => Configure(options, file.ConnectionString));
        return services;
    }

    /// <summary>Whether a connection string is one of <c>Microsoft.Data.Sqlite</c> and names a file.</summary>
    public static bool IsConnectionString(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString).DataSource.Length > 0;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }

    internal static void Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString, sqlite => sqlite.MigrationsAssembly(typeof(SqliteServices).Assembly))
        .AddInterceptors(new SqliteConnectionSettings());
}

/// <summary>What <c>dotnet ef</c> asks for a context when it writes a migration.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<ServiceAccountsDbContext>
{
    public ServiceAccountsDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<ServiceAccountsDbContext>();
        SqliteServices.Configure(options, "Data Source=design-time.db");
        return new ServiceAccountsDbContext(options.Options);
    }
}
