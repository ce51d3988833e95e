using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Access;

/// <summary>The tenant's access is replaced as a whole, and what follows from it is worked out again.</summary>
public sealed class TenantAccessTests
{
    [Fact]
    public async Task A_change_of_an_Api_replaces_the_access_and_the_client_is_worked_out_again_without_being_read()
    {
        await using var counting = await CountingServer.StartAsync();
        var made = await counting.Server.CreateSecretClientAsync();
        var before = await FindAsync(counting, made.ClientId);
        counting.Commands.Clear();

        await PatchDefaultApiAsync(counting.Server, new JsonObject { ["maximum_ttl_seconds"] = 120 });
        var after = await FindAsync(counting, made.ClientId);

        Assert.NotSame(before, after);
        Assert.Null(DefaultApiOf(before).MaximumTtlSeconds);
        Assert.Equal(120, DefaultApiOf(after).MaximumTtlSeconds);
        Assert.Equal(0, counting.Commands.Count("FROM \"applications\""));
        Assert.Same(after, await FindAsync(counting, made.ClientId));
    }

    [Fact]
    public async Task A_new_role_replaces_the_access()
    {
        await using var server = await RunningServer.StartAsync();
        var store = server.Services.GetRequiredService<TenantAccessStore>();
        var made = await server.CreateSecretClientAsync();
        var client = await server.Services.GetRequiredService<IClients>().FindAsync(made.ClientId, CancellationToken.None);
        var before = await store.GetAsync(client!.TenantId, CancellationToken.None);
        Assert.Same(before, await store.GetAsync(client.TenantId, CancellationToken.None));

        using var created = await server.Admin.PostAsJsonAsync(
            "/management/v1/roles", new JsonObject { ["name"] = "reader", ["permissions"] = new JsonArray("api:read") });

        Assert.True(created.IsSuccessStatusCode);
        var after = await store.GetAsync(client.TenantId, CancellationToken.None);
        Assert.NotSame(before, after);
        Assert.Equal(before!.Roles.Count + 1, after!.Roles.Count);
    }

    [Fact]
    public async Task A_change_of_an_account_leaves_the_access_as_it_is()
    {
        await using var server = await RunningServer.StartAsync();
        var store = server.Services.GetRequiredService<TenantAccessStore>();
        var made = await server.CreateSecretClientAsync();
        var client = await server.Services.GetRequiredService<IClients>().FindAsync(made.ClientId, CancellationToken.None);
        var before = store.Current(client!.TenantId);

        await server.CreateSecretClientAsync();

        Assert.NotNull(before);
        Assert.Same(before, store.Current(client.TenantId));
    }

    [Fact]
    public async Task A_tenant_that_does_not_exist_has_no_access()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Null(await server.Services.GetRequiredService<TenantAccessStore>().GetAsync(Guid.Empty, CancellationToken.None));
    }

    private static async Task<Client> FindAsync(CountingServer counting, string clientId) =>
        await counting.Clients.FindAsync(clientId, CancellationToken.None) ?? throw new InvalidOperationException(clientId);

    private static Protocol.Tokens.Api DefaultApiOf(Client client) =>
        client.Apis.Single(access => access.Api.Id == client.DefaultApiId).Api;

    private static async Task PatchDefaultApiAsync(RunningServer server, JsonObject change)
    {
        var apis = await server.Admin.GetFromJsonAsync<JsonObject>("/management/v1/apis");
        var id = apis!["items"]!.AsArray().Single(api => api!["is_default"]!.GetValue<bool>())!["id"];
        using var patched = await server.Admin.PatchAsJsonAsync($"/management/v1/apis/{id}", change);
        Assert.True(patched.IsSuccessStatusCode, await patched.Content.ReadAsStringAsync());
    }
}
