using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Every change is in the ledger once, and the ledger shows when somebody has been at it.</summary>
public sealed class LedgerTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task Every_change_writes_one_entry_that_says_who_did_what_where()
    {
        var url = await ChangeAllAsync();

        var entries = await Server.LedgerAsync();

        Assert.Equal(
            [
                "tenant.created", "service_account.created", "service_account.updated", "service_account.deactivated",
                "service_account.activated", "role.created", "api.updated", "service_account.deleted",
            ],
            entries.Select(entry => entry.Action));
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(i => (long)i), entries.Select(entry => entry.Position));
        var admin = Assert.Single(await Server.ReadAsync<User>(users => users));
        var first = entries[0];
        Assert.Equal("server", first.Surface);
        Assert.Null(first.ActorId);
        Assert.All(entries[1..], entry =>
        {
            Assert.Equal("management", entry.Surface);
            Assert.Equal(admin.Id, entry.ActorId);
            Assert.Equal(admin.Name, entry.ActorName);
            Assert.Equal(first.TenantId, entry.TenantId);
            Assert.True(IPAddress.IsLoopback(IPAddress.Parse(entry.Address!)));
            Assert.NotEmpty(entry.CorrelationId!);
            Assert.Equal(Server.Time.GetUtcNow(), entry.At);
            Assert.Equal(entry.Action.Split('.')[0], entry.SubjectKind);
        });
        var id = Guid.Parse(url.Split('/')[^1]);
        Assert.All(entries.Where(entry => entry.SubjectKind == "service_account"), entry => Assert.Equal((id, id), (entry.SubjectId, entry.PrincipalId)));
        Assert.Contains("\"client_id\":\"sa_client_", entries[1].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_writes_none()
    {
        var admin = ApiCaller.Administrator(Server);
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var url = $"{ApiCaller.Accounts}/{account["id"]}";
        var before = (await Server.LedgerAsync()).Count;

        await admin.PostAsync(ApiCaller.Accounts, new JsonObject()).StatusAsync(HttpStatusCode.BadRequest);
        await admin.PostAsync(ApiCaller.Accounts, new JsonObject { ["name"] = account["name"]!.DeepClone(), ["auth_type"] = "api_key" })
            .StatusAsync(HttpStatusCode.Conflict);
        await admin.PatchAsync(url, new JsonObject { ["name"] = null }).StatusAsync(HttpStatusCode.BadRequest);
        await admin.PatchAsync(url, new JsonObject { ["name"] = "x" }, "\"9\"").StatusAsync(HttpStatusCode.PreconditionFailed);
        await admin.DeleteAsync(url, "\"9\"").StatusAsync(HttpStatusCode.PreconditionFailed);
        await admin.DeleteAsync($"{ApiCaller.Accounts}/01990000-0000-7000-8000-00000000ffff").StatusAsync(HttpStatusCode.NotFound);
        await new ApiCaller(Server, null).DeleteAsync(url).StatusAsync(HttpStatusCode.Unauthorized);
        await admin.GetAsync(url).StatusAsync(HttpStatusCode.OK);

        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    public async Task Changes_at_a_time_are_numbered_without_gaps()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"))));

        var entries = await Server.LedgerAsync();

        Assert.Equal(Enumerable.Range(1, 21).Select(i => (long)i), entries.Select(entry => entry.Position));
        Assert.Equal(0, FirstBroken(entries));
    }

    [Fact]
    public async Task The_chain_of_seals_verifies_up_to_its_head()
    {
        await ChangeAllAsync();

        var entries = await Server.LedgerAsync();

        Assert.Equal(0, FirstBroken(entries));
        var head = Assert.Single(await Server.ReadAsync<LedgerPosition>(rows => rows));
        Assert.Equal(entries[^1].Position, head.Position);
        Assert.Equal(entries[^1].Seal, head.Seal);
    }

    [Theory]
    [InlineData("UPDATE ledger SET details = 'nothing' WHERE position = 3", 3)]
    [InlineData("UPDATE ledger SET actor_name = 'nobody' WHERE position = 4", 4)]
    [InlineData("UPDATE ledger SET at = at + 1 WHERE position = 5", 5)]
    [InlineData("UPDATE ledger SET address = NULL WHERE position = 2", 2)]
    [InlineData("DELETE FROM ledger WHERE position = 4", 5)]
    [InlineData("UPDATE ledger SET seal = zeroblob(32) WHERE position = 6", 6)]
    public async Task A_row_that_was_changed_or_taken_out_breaks_the_chain(string intrusion, long broken)
    {
        await ChangeAllAsync();

        await Server.WriteAsync(db => db.Database.ExecuteSqlRawAsync(intrusion));

        Assert.Equal(broken, FirstBroken(await Server.LedgerAsync()));
    }

    // The position of the first entry whose seal is not the one that follows from it and the entry before; 0 for none.
    private long FirstBroken(List<LedgerEntry> entries)
    {
        var seal = Server.Services.GetRequiredService<LedgerSeal>();
        byte[] previous = [];
        foreach (var entry in entries)
        {
            if (!entry.Seal.AsSpan().SequenceEqual(seal.Of(entry, previous)))
            {
                return entry.Position;
            }

            previous = entry.Seal;
        }

        return 0;
    }

    private async Task<string> ChangeAllAsync()
    {
        var admin = ApiCaller.Administrator(Server);
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret"));
        var url = $"{ApiCaller.Accounts}/{account["id"]}";
        await admin.PatchAsync(url, new JsonObject { ["description"] = "changed" }).JsonAsync();
        await admin.PostAsync(url + "/deactivate").JsonAsync();
        await admin.PostAsync(url + "/activate").JsonAsync();
        await admin.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")).JsonAsync(HttpStatusCode.Created);
        var api = (await admin.GetAsync(ApiCaller.Apis).JsonAsync())["items"]![0]!["id"];
        await admin.PatchAsync($"{ApiCaller.Apis}/{api}", new JsonObject { ["include_roles"] = true }).JsonAsync();
        await admin.DeleteAsync(url).StatusAsync(HttpStatusCode.NoContent);
        return url;
    }
}
