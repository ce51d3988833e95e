using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Nodes;

/// <summary>A change is decided on what is committed, whichever node committed it, and is recorded once.</summary>
public sealed class ManagementOnNodesTests : IAsyncLifetime
{
    private string? _connection;
    private RunningServer? _node;

    private RunningServer Node => _node ?? throw new InvalidOperationException("It has not been started.");

    public async Task InitializeAsync()
    {
        if (PostgreSqlCluster.Missing is null)
        {
            _connection = await FreshPostgreSql.CreateEmptyAsync();
            _node = await RunningServer.StartAsync("Storage:Provider=PostgreSql", $"Storage:ConnectionString={_connection}");
        }
    }

    public async Task DisposeAsync()
    {
        if (_connection is not null)
        {
            await Node.DisposeAsync();
            await FreshPostgreSql.DropAsync(_connection);
        }
    }

    [PostgreSqlFact]
    public async Task A_role_deleted_on_one_node_is_bound_by_none()
    {
        await using var second = await Node.StartBesideAsync();
        var account = await second.CreateSecretClientAsync();

        // The second node is asked in the moment after: some of the times it has not read the ledger since.
        for (var round = 0; round < 10; round++)
        {
            var role = await CreateRoleAsync($"short-lived {round}");
            using var known = await second.Admin.GetAsync(new Uri($"/management/v1/roles/{role}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, known.StatusCode);
            using var deleted = await Node.Admin.DeleteAsync(new Uri($"/management/v1/roles/{role}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

            using var bound = await second.Admin.PostAsJsonAsync(
                $"/management/v1/principals/{account.AccountId}/access/role-bindings", new JsonObject { ["role_id"] = role });

            Assert.True(bound.StatusCode == HttpStatusCode.BadRequest, await bound.Content.ReadAsStringAsync());
        }
    }

    [PostgreSqlFact]
    public async Task What_the_database_undid_at_its_commit_is_not_recorded_when_it_is_refused_afterwards()
    {
        await using var db = await ContextAsync();
        await db.Database.ExecuteSqlRawAsync(
            """
            CREATE SEQUENCE gives_way;
            CREATE FUNCTION give_way() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('gives_way') = 1 THEN RAISE EXCEPTION 'another was faster' USING ERRCODE = '40001'; END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER gives_way AFTER INSERT ON ledger DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION give_way();
            """);
        var before = await db.Set<LedgerEntry>().CountAsync();
        var published = new List<Change>();
        Node.Services.GetRequiredService<ChangeFeed>().Subscribe(published.Add);
        var runs = 0;

        var outcome = await Node.Services.GetRequiredService<ManagementTransaction>().RunAsync<string>(
            (_, _) => Task.FromResult<Outcome<Done<string>>>(++runs == 1
                ? new Done<string>("done", new Deed("test.done", "test", Guid.Empty))
                : OperationError.NotFound("what was there a moment ago")),
            CancellationToken.None);

        Assert.Equal(2, runs);
        Assert.False(outcome.Succeeded);
        Assert.Equal(before, await db.Set<LedgerEntry>().CountAsync());
        Assert.Empty(published);
    }

    [PostgreSqlFact]
    public async Task Two_nodes_keep_a_key_set_that_both_fetched_first()
    {
        await using var second = await Node.StartBesideAsync();
        using var key = ClientKeyPair.Es256();
        const string Url = "https://keys.example/jwks.json";
        await Node.CreateAssertionClientAsync(key, Url);
        var url = new KeySetUrl(Node.TenantId, Url);
        FetchedKeySets[] nodes =
            [Node.Services.GetRequiredService<FetchedKeySets>(), second.Services.GetRequiredService<FetchedKeySets>()];

        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(nodes.Select(sets => sets.KeepAsync(url, $"set {round}", Node.Time.GetUtcNow(), CancellationToken.None)));

            Assert.Equal($"set {round}", (await nodes[0].FindAsync(url, CancellationToken.None))?.Jwks);
            await nodes[0].ForgetAsync(url, CancellationToken.None);
        }
    }

    private async Task<string> CreateRoleAsync(string name)
    {
        using var created = await Node.Admin.PostAsJsonAsync(
            "/management/v1/roles",
            new JsonObject { ["name"] = name, ["level"] = "tenant", ["permissions"] = new JsonArray("api:read") });
        var role = (await created.Content.ReadFromJsonAsync<JsonObject>())!;
        return role["id"]?.GetValue<string>() ?? throw new InvalidOperationException(role.ToJsonString());
    }

    private Task<ServiceAccountsDbContext> ContextAsync() =>
        Node.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
}
