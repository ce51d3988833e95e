using System.Reflection;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Testing;
using Xunit.Sdk;

namespace ServiceAccounts.Storage.Tests;

/// <summary>Runs a test on every database that can be reached from here, and hands it the database's name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnEachDatabaseAttribute : DataAttribute
{
    /// <summary>Whether SQLite, which is one process' alone, is among them.</summary>
    public bool SharedOnly { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        if (!SharedOnly)
        {
            yield return [Databases.Sqlite];
        }

        if (PostgreSqlCluster.Missing is null)
        {
            yield return [Databases.PostgreSql];
        }

        if (FreshSqlServer.Missing is null)
        {
            yield return [Databases.SqlServer];
        }
    }
}

/// <summary>Says why tests are absent.</summary>
public sealed class ReachableDatabaseTests
{
    [SqlServerFact]
    public async Task SQL_Server_is_among_the_databases()
    {
        await using var database = await TestDatabase.CreateAsync(Databases.SqlServer);

        Assert.StartsWith("Microsoft SQL", await database.ScalarAsync<string>("SELECT @@VERSION AS [Value]"), StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public async Task PostgreSQL_is_among_the_databases()
    {
        await using var database = await TestDatabase.CreateAsync(Databases.PostgreSql);

        Assert.StartsWith("PostgreSQL 1", await database.ScalarAsync<string>("SELECT version() AS \"Value\""), StringComparison.Ordinal);
    }
}

/// <summary>A test that needs SQL Server, and says so where none is named.</summary>
internal sealed class SqlServerFactAttribute : FactAttribute
{
    public SqlServerFactAttribute() => Skip = FreshSqlServer.Missing;
}
