using Microsoft.Data.SqlClient;

namespace ServiceAccounts.Storage.Tests;

/// <summary>Databases on the SQL Server that <c>SERVICEACCOUNTS_TEST_SQLSERVER</c> names by a connection string.</summary>
internal static class FreshSqlServer
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("SERVICEACCOUNTS_TEST_SQLSERVER");

    /// <summary>Why tests on SQL Server are skipped; null where they run.</summary>
    public static string? Missing { get; } =
        Server is null ? "No SQL Server is named: SERVICEACCOUNTS_TEST_SQLSERVER=\"Server=...;User Id=...;Password=...\"" : null;

    /// <summary>What connects to a database that is not there yet: migrating makes it.</summary>
    public static string NewConnection() => new SqlConnectionStringBuilder(Server)
    {
        InitialCatalog = "test_" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N"),
    }.ConnectionString;

    /// <summary>Drops it and whoever is connected to it.</summary>
    public static async Task DropAsync(string connectionString)
    {
        var name = new SqlConnectionStringBuilder(connectionString).InitialCatalog;
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(Server) { InitialCatalog = "master" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"IF DB_ID('{name}') IS NOT NULL BEGIN ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}] END";
        await command.ExecuteNonQueryAsync();
    }
}
