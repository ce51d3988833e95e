using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Testing;
using ServiceAccounts.Testing.Crashes;

namespace ServiceAccounts.Server.Tests.Crashes;

/// <summary>
/// The server is killed at random moments under load, and nothing that it had answered is lost. The benchmark project does the
/// same any number of times.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task On_SQLite_what_was_answered_is_there_after_five_kills()
    {
        var report = await new CrashRun(_directory, seed: 1).RunAsync(5, TextWriter.Null);

        Assert.Empty(report.Problems);
        Assert.True(report.Accounts > 0 && report.Tokens > 0, report.ToString());
    }

    [PostgreSqlFact]
    public async Task On_PostgreSQL_what_was_answered_is_there_after_five_kills()
    {
        var database = await FreshPostgreSql.CreateAsync();
        var report = await new CrashRun(
            _directory, seed: 2, ("ServiceAccounts__Storage__Provider", "PostgreSql"), ("ServiceAccounts__Storage__ConnectionString", database))
            .RunAsync(5, TextWriter.Null);

        Assert.Empty(report.Problems);
        Assert.True(report.Accounts > 0 && report.Tokens > 0, report.ToString());
        await FreshPostgreSql.DropAsync(database);
    }
}
