using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>Two nodes on one PostgreSQL database, with one certificate and one issuer.</summary>
public sealed class TwoNodesTests
{
    [PostgreSqlFact]
    public async Task A_second_node_opens_the_keys_of_the_first_and_serves_its_clients()
    {
        var connection = await FreshPostgreSql.CreateEmptyAsync();
        try
        {
            await using var first = await RunningServer.StartAsync("Storage:Provider=PostgreSql", $"Storage:ConnectionString={connection}");
            await using var second = await first.StartBesideAsync();

            var client = await first.CreateSecretClientAsync();
            using var issued = await second.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
            Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
            Assert.Equal(await KeysAsync(first), await KeysAsync(second));
            await AssertOneOfEachAsync(second);

            // What one has changed the other knows within two seconds.
            using var deactivated = await first.Admin.PostAsJsonAsync(
                "/management/v1/service-accounts/deactivate", new { ids = new[] { client.AccountId } });
            Assert.True(deactivated.IsSuccessStatusCode, await deactivated.Content.ReadAsStringAsync());
            await Eventually.IsTrueAsync(async () =>
            {
                using var refused = await second.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
                return refused.StatusCode == HttpStatusCode.Unauthorized;
            });
        }
        finally
        {
            await FreshPostgreSql.DropAsync(connection);
        }
    }

    [PostgreSqlFact]
    public async Task Of_two_first_starts_at_once_one_makes_the_administrator()
    {
        var connection = await FreshPostgreSql.CreateEmptyAsync();
        var token = Protocol.Clients.CredentialFormat.Create(Protocol.Clients.CredentialFormat.ApiTokenPrefix);
        string[] settings =
        [
            "Storage:Provider=PostgreSql", $"Storage:ConnectionString={connection}", "Issuer=https://localhost:1", $"Bootstrap:Token={token}",
        ];
        try
        {
            var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RunningServer.StartAsync(settings)));
            await using var one = nodes[0];
            await using var two = nodes[1];

            foreach (var node in nodes)
            {
                await AssertOneOfEachAsync(node);
                using var answer = await node.Admin.GetAsync(new Uri("/management/v1/service-accounts", UriKind.Relative));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            Assert.Equal(await KeysAsync(one), await KeysAsync(two));
            var client = await two.CreateSecretClientAsync();
            using var issued = await one.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
            Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
        }
        finally
        {
            await FreshPostgreSql.DropAsync(connection);
        }
    }

    private static async Task<string> KeysAsync(RunningServer node) =>
        await node.Http.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));

    private static async Task AssertOneOfEachAsync(RunningServer node)
    {
        await using var db = await node.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        Assert.Equal(
            (1, 1, 2),
            (await db.Set<Tenant>().CountAsync(), await db.Set<User>().CountAsync(), await db.Set<SigningKey>().CountAsync()));
        Assert.Equal(
            Enum.GetValues<ServerSecretPurpose>().Length, await db.Set<ServerSecret>().CountAsync());
    }
}
