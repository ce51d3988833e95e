using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Credentials;

/// <summary>What a look-up of a client costs, and that what is answered from memory is right.</summary>
public sealed class ClientStoreTests
{
    private const string ReadApplication = "FROM \"applications\"";
    private const string ReadBindings = "FROM \"role_bindings\"";

    [Fact]
    public async Task A_known_client_costs_no_command()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        var first = await FindAsync(counting.Clients, made.ClientId);
        counting.Commands.Clear();

        for (var i = 0; i < 1_000; i++)
        {
            Assert.Same(first, await FindAsync(counting.Clients, made.ClientId));
        }

        Assert.Empty(counting.Commands.Texts);
    }

    [Fact]
    public async Task A_hundred_first_look_ups_at_once_are_one_read()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        counting.Commands.Clear();
        var gate = counting.Commands.Hold(ReadApplication);

        var finding = Enumerable.Range(0, 100).Select(_ => FindAsync(counting.Clients, made.ClientId)).ToList();
        gate.Open();

        Assert.All(await Task.WhenAll(finding), client => Assert.Equal(made.ClientId, client?.Id));
        Assert.Equal(1, counting.Commands.Count(ReadApplication));
    }

    [Fact]
    public async Task An_unknown_id_is_remembered_for_ten_seconds()
    {
        await using var counting = await CountingServer.StartAsync();
        counting.Commands.Clear();
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await FindAsync(counting.Clients, "sa_client_000000000000"));
        }

        Assert.Equal(1, counting.Commands.Count(ReadApplication));
        counting.Server.Time.Advance(TimeSpan.FromMilliseconds(9_999));
        await FindAsync(counting.Clients, "sa_client_000000000000");
        Assert.Equal(1, counting.Commands.Count(ReadApplication));
        counting.Server.Time.Advance(TimeSpan.FromMilliseconds(1));
        await FindAsync(counting.Clients, "sa_client_000000000000");
        Assert.Equal(2, counting.Commands.Count(ReadApplication));
    }

    [Fact]
    public async Task Of_a_flood_of_unknown_ids_fifty_are_looked_up_at_a_time_and_known_clients_do_not_wait()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        await FindAsync(counting.Clients, made.ClientId);
        var gate = counting.Commands.Hold(ReadApplication);

        var flood = Enumerable.Range(0, 80).Select(i => FindAsync(counting.Clients, $"sa_client_{i:x12}")).ToList();

        await Eventually.IsTrueAsync(() => counting.Commands.Held == 50);
        Assert.NotNull(await FindAsync(counting.Clients, made.ClientId));
        Assert.Equal(50, counting.Commands.Held);
        gate.Open();
        Assert.All(await Task.WhenAll(flood), Assert.Null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("sa_client_00000000000")]
    [InlineData("sa_client_00000000000G")]
    [InlineData("sa_client_0000000000000")]
    [InlineData("' OR 1=1 --")]
    public async Task What_cannot_be_a_client_id_costs_no_command(string clientId)
    {
        await using var counting = await CountingServer.StartAsync();
        counting.Commands.Clear();

        Assert.Null(await FindAsync(counting.Clients, clientId));
        Assert.Empty(counting.Commands.Texts);
    }

    [Fact]
    public async Task A_change_that_passes_while_a_client_is_loaded_has_it_loaded_again()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        var tenant = (await FindAsync(counting.StoreOf(10), made.ClientId))!.TenantId;
        using var store = counting.StoreOf(10);
        counting.Commands.Clear();
        var gate = counting.Commands.Hold(ReadBindings);

        var finding = FindAsync(store, made.ClientId);
        await gate.Reached;
        counting.Feed.Publish(new Change(1_000, tenant, Guid.Parse(made.AccountId)));
        gate.Open();

        Assert.NotNull(await finding);
        Assert.Equal(2, counting.Commands.Count(ReadApplication));
    }

    [Fact]
    public async Task Where_the_database_was_set_back_a_client_and_its_tenant_are_read_again()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        await FindAsync(counting.Clients, made.ClientId);
        counting.Commands.Clear();
        await FindAsync(counting.Clients, made.ClientId);
        Assert.Empty(counting.Commands.Texts);

        counting.Feed.PublishEverything(position: 1);

        Assert.NotNull(await FindAsync(counting.Clients, made.ClientId));
        Assert.Equal(1, counting.Commands.Count(ReadApplication));
        Assert.Equal(1, counting.Commands.Count("FROM \"tenants\""));
    }

    [Fact]
    public async Task A_client_is_inactive_in_the_very_next_look_up_after_its_account_was_deactivated()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        Assert.Equal(ClientState.Active, (await FindAsync(counting.Clients, made.ClientId))?.State);

        await PostAsync(counting, made.AccountId, "deactivate");
        Assert.Equal(ClientState.AccountInactive, (await FindAsync(counting.Clients, made.ClientId))?.State);

        await PostAsync(counting, made.AccountId, "activate");
        Assert.Equal(ClientState.Active, (await FindAsync(counting.Clients, made.ClientId))?.State);
    }

    [Fact]
    public async Task A_deleted_client_is_not_found_by_the_very_next_look_up()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        Assert.NotNull(await FindAsync(counting.Clients, made.ClientId));

        using var deleted = await counting.Server.Admin.DeleteAsync($"/management/v1/service-accounts/{made.AccountId}");

        Assert.True(deleted.IsSuccessStatusCode);
        Assert.Null(await FindAsync(counting.Clients, made.ClientId));
    }

    [Fact]
    public async Task More_clients_than_are_kept_are_all_answered_right_and_follow_every_change()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => counting.Server.CreateSecretClientAsync()));
        using var store = counting.StoreOf(3);
        for (var round = 0; round < 20; round++)
        {
            Assert.All(
                await Task.WhenAll(made.Select(m => FindAsync(store, m.ClientId))),
                client => Assert.Equal(ClientState.Active, client?.State));
        }

        foreach (var one in made)
        {
            await PostAsync(counting, one.AccountId, "deactivate");
            Assert.Equal(ClientState.AccountInactive, (await FindAsync(store, one.ClientId))?.State);
        }
    }

    [Fact]
    public async Task A_client_that_was_pushed_out_and_came_back_still_follows_its_changes()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => counting.Server.CreateSecretClientAsync()));
        using var store = counting.StoreOf(2);
        var tenant = (await FindAsync(store, made[0].ClientId))!.TenantId;
        for (var round = 0; round < 200; round++)
        {
            var one = made[round % made.Length];
            await Task.WhenAll(made.Append(one).Select(m => FindAsync(store, m.ClientId)));

            counting.Feed.Publish(new Change(round, tenant, Guid.Parse(one.AccountId)));
            counting.Commands.Clear();
            await FindAsync(store, one.ClientId);

            Assert.Equal(1, counting.Commands.Count(ReadApplication));
        }
    }

    private static Task<Client?> FindAsync(IClients clients, string clientId) =>
        clients.FindAsync(clientId, CancellationToken.None).AsTask();

    private static async Task PostAsync(CountingServer counting, string accountId, string what)
    {
        using var response = await counting.Server.Admin.PostAsync($"/management/v1/service-accounts/{accountId}/{what}", null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
