using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage.Networked;

namespace ServiceAccounts.Storage.SqlServer;

/// <summary>Registers SQL Server as the database.</summary>
public static class SqlServerServices
{
    // What a connection string leaves open. A node uses far fewer connections at a time: writers of one kind queue.
    private static readonly (string Name, object Value)[] Defaults =
    [
        ("Application Name", "ServiceAccounts"), ("Max Pool Size", 40), ("Connect Timeout", 5), ("Command Timeout", 5),
    ];

    /// <summary>Adds the database that a connection string of <c>Microsoft.Data.SqlClient</c> names.</summary>
    public static IServiceCollection AddSqlServer(this IServiceCollection services, string connectionString)
    {
        var connection = Complete(connectionString);
        services.AddSingleton(provider => new SqlServerDatabase(
            connection,
            provider.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>(),
            ActivatorUtilities.CreateInstance<MigrationLease>(provider, SqlServerDatabase.LeaseTable),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<SqlServerDatabase>());
        services.AddPooledDbContextFactory<ServiceAccountsDbContext>(options => Configure(options, connection.ConnectionString));
        return services;
    }

    /// <summary>Whether a connection string is one of <c>Microsoft.Data.SqlClient</c> and names a server and a database.</summary>
    public static bool IsConnectionString(string connectionString)
    {
        try
        {
            return new SqlConnectionStringBuilder(connectionString) is { DataSource.Length: > 0, InitialCatalog.Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The most connections that such a connection string allows; null where it does without a pool.</summary>
    public static int? PoolSizeOf(string connectionString) => PoolSizeOf(Complete(connectionString));

    internal static int? PoolSizeOf(SqlConnectionStringBuilder connection) => connection.Pooling ? connection.MaxPoolSize : null;

    internal static void Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlServer(connectionString, server => server.MigrationsAssembly(typeof(SqlServerServices).Assembly))
        .ReplaceService<IModelCustomizer, ByteOrder>()
        .ReplaceService<IHistoryRepository, LeasedHistory>();

    private static SqlConnectionStringBuilder Complete(string connectionString)
    {
        var connection = new SqlConnectionStringBuilder(connectionString);
        foreach (var (name, value) in Defaults.Where(setting => !connection.ShouldSerialize(setting.Name)))
        {
            connection[name] = value;
        }

        return connection;
    }
}

/// <summary>What <c>dotnet ef</c> asks for a context when it writes a migration.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<ServiceAccountsDbContext>
{
    public ServiceAccountsDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<ServiceAccountsDbContext>();
        SqlServerServices.Configure(options, "Server=localhost;Database=design_time");
        return new ServiceAccountsDbContext(options.Options);
    }
}
