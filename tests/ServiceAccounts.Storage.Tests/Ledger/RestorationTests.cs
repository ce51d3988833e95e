using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests.Ledger;

/// <summary>Raising all epochs takes as long as it takes.</summary>
public sealed class RestorationTests
{
    // Takes 1.5 s: the shortest limit that a connection can have is one.
    [PostgreSqlFact]
    public async Task Raising_many_epochs_may_take_longer_than_a_request_s_commands()
    {
        await using var database = await TestDatabase.CreateAsync(Databases.PostgreSql);
        await using (var db = await database.Contexts.CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE FUNCTION wait() RETURNS trigger AS 'BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END' LANGUAGE plpgsql;
                CREATE TRIGGER many_rows BEFORE UPDATE ON principals FOR EACH STATEMENT EXECUTE FUNCTION wait();
                """);
        }

        await using var impatient = new ServiceCollection()
            .AddSingleton<TimeProvider>(database.Time)
            .AddSingleton(new Node(Guid.CreateVersion7(database.Time.GetUtcNow())))
            .AddDatabase(new StorageOptions { Provider = Databases.PostgreSql, ConnectionString = database.Connection + ";Command Timeout=1" })
            .BuildServiceProvider();
        var restoration = new Restoration(
            impatient.GetRequiredService<IDatabase>(), new LedgerVerification(database.Contexts, TestDatabase.Seal), database.Ledger, database.Time);

        await restoration.RunAsync([], CancellationToken.None);

        Assert.Equal("server.restored", Assert.Single(await database.RowsAsync<LedgerEntry>()).Action);
    }
}
