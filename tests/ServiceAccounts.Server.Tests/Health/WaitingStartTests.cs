using System.Net;
using Npgsql;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Health;

/// <summary>A server that is started before its database waits for it. In processes of their own: how one begins and ends is the point.</summary>
public sealed class WaitingStartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-waiting-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [PostgreSqlFact]
    public async Task Without_its_database_it_is_live_and_not_ready_and_begins_when_that_comes()
    {
        var connection = new NpgsqlConnectionStringBuilder(await FreshPostgreSql.CreateAsync());
        await using var proxy = new TcpProxy(connection.Port);
        connection.Port = proxy.Port;
        proxy.Cut();
        var url = ServerProcess.FreeUrl();
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await using var server = Start(connection, url);

        await Eventually.IsTrueAsync(() => IsAsync(http, "/health/live", HttpStatusCode.OK));
        using var ready = await http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("""{"status":"waiting","reasons":["database"]}""", await ready.Content.ReadAsStringAsync());
        foreach (var path in new[] { "/oauth2/token", "/management/v1/self", "/.well-known/jwks.json" })
        {
            using var refused = await http.PostAsync(path, null);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        }

        proxy.Open();
        await server.ReadyAsync();

        Assert.True(await IsAsync(http, "/health/ready", HttpStatusCode.OK));
        Assert.True(await IsAsync(http, "/.well-known/jwks.json", HttpStatusCode.OK));
        var waiting = Assert.Single(server.Output.Split('\n'), line => line.Contains("Waiting for the database", StringComparison.Ordinal));
        Assert.Contains("ServiceAccounts:Storage:ConnectionString", waiting, StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public async Task While_it_waits_for_its_database_it_ends_when_it_is_asked_to()
    {
        var connection = new NpgsqlConnectionStringBuilder(await FreshPostgreSql.CreateAsync());
        await using var proxy = new TcpProxy(connection.Port);
        connection.Port = proxy.Port;
        proxy.Cut();
        var url = ServerProcess.FreeUrl();
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await using var server = Start(connection, url);
        await Eventually.IsTrueAsync(() => IsAsync(http, "/health/live", HttpStatusCode.OK));

        Assert.Equal(0, await server.TerminateAsync());
        Assert.Empty(server.Errors.Trim());
    }

    // About 5 seconds: it opens the waiting room after three.
    [PostgreSqlFact]
    public async Task While_another_node_migrates_it_is_live_and_not_ready()
    {
        var database = await FreshPostgreSql.CreateEmptyAsync();
        await ExecuteAsync(
            database,
            """
            CREATE TABLE migration_lease (id integer PRIMARY KEY, holder uuid NOT NULL, expires_at bigint NOT NULL);
            INSERT INTO migration_lease VALUES (1, '01990000-0000-7000-8000-000000000001', 9999999999999)
            """);
        var url = ServerProcess.FreeUrl();
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await using var server = Start(new NpgsqlConnectionStringBuilder(database), url);

        await Eventually.IsTrueAsync(() => IsAsync(http, "/health/live", HttpStatusCode.OK));
        Assert.True(await IsAsync(http, "/health/ready", HttpStatusCode.ServiceUnavailable));

        await ExecuteAsync(database, "DELETE FROM migration_lease");
        await server.ReadyAsync();
        Assert.True(await IsAsync(http, "/health/ready", HttpStatusCode.OK));
        Assert.Contains("is being made ready, by this node or another", server.Output, StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public async Task What_waiting_does_not_mend_ends_it_at_once()
    {
        var connection = new NpgsqlConnectionStringBuilder(await FreshPostgreSql.CreateAsync()) { Username = "nobody_of_that_name" };
        await using var server = Start(connection, ServerProcess.FreeUrl());

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Contains("ServiceAccounts:Storage:ConnectionString", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting for the database", server.Output, StringComparison.Ordinal);
    }

    private ServerProcess Start(NpgsqlConnectionStringBuilder connection, string url) => ServerProcess.Start(
        _directory, [],
        ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url),
        ("ServiceAccounts__Storage__Provider", "PostgreSql"), ("ServiceAccounts__Storage__ConnectionString", connection.ToString()));

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<bool> IsAsync(HttpClient http, string path, HttpStatusCode status)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return answer.StatusCode == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
