using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceAccounts.Storage.Networked;

namespace ServiceAccounts.Storage.PostgreSql;

/// <summary>Registers PostgreSQL as the database.</summary>
public static class PostgreSqlServices
{
    /// <summary>Adds the database that a connection string of <c>Npgsql</c> names.</summary>
    public static IServiceCollection AddPostgreSql(this IServiceCollection services, string connectionString)
    {
        var connection = ConnectionDefaults.Complete(connectionString);
        services.AddSingleton(provider => new PostgreSqlDatabase(
            connection,
            provider.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>(),
            ActivatorUtilities.CreateInstance<MigrationLease>(provider, PostgreSqlDatabase.LeaseTable),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<PostgreSqlDatabase>());
        services.AddPooledDbContextFactory<ServiceAccountsDbContext>(options => Configure(options, connection.ConnectionString));
        return services;
    }

    /// <summary>Whether a connection string is one of <c>Npgsql</c> and names a host and a database.</summary>
    public static bool IsConnectionString(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) is { Host.Length: > 0, Database.Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The most connections that such a connection string allows; null where it does without a pool.</summary>
    public static int? PoolSizeOf(string connectionString) => PoolSizeOf(ConnectionDefaults.Complete(connectionString));

    internal static int? PoolSizeOf(NpgsqlConnectionStringBuilder connection) => connection.Pooling ? connection.MaxPoolSize : null;

    internal static void Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseNpgsql(connectionString, npgsql => npgsql.MigrationsAssembly(typeof(PostgreSqlServices).Assembly))
        .ReplaceService<IModelCustomizer, ByteOrder>()
        .ReplaceService<IHistoryRepository, LeasedHistory>();
}

/// <summary>What <c>dotnet ef</c> asks for a context when it writes a migration.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<ServiceAccountsDbContext>
{
    public ServiceAccountsDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<ServiceAccountsDbContext>();
        PostgreSqlServices.Configure(options, "Host=localhost;Database=design_time");
        return new ServiceAccountsDbContext(options.Options);
    }
}
