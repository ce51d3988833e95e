using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Keys;

/// <summary>Signing keys follow one another, and no verifier meets one that it could not know.</summary>
public sealed class SigningKeyRotationTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    private ApiCaller Admin => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task No_more_keys_are_made_than_are_published()
    {
        var now = new JsonObject { ["algorithm"] = "ES256", ["activate"] = "now" };
        for (var keys = 1; keys < 40; keys++)
        {
            await Admin.PostAsync(KeyWorld.Keys + "/rotate", now).JsonAsync();
            Server.Time.Advance(KeyTimes.Spreading);
        }

        await Admin.PostAsync(KeyWorld.Keys + "/rotate", now).ProblemAsync(HttpStatusCode.Conflict, "limit_reached");

        // The oldest are no successor of anybody, and still accepted: those of the other algorithm among them.
        Assert.Equal(
            (await Admin.KeysAsync()).Concat(await Admin.KeysAsync("RS256")).Select(key => key.Kid()).Order(StringComparer.Ordinal),
            (await Server.PublishedAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_is_announced_signs_is_followed_and_goes_when_its_last_token_has_run_out()
    {
        var first = Assert.Single(await Admin.KeysAsync());
        Assert.Equal("active", first.State());

        // Day 75: nothing is due.
        Server.Time.Advance(TimeSpan.FromDays(75));
        await Server.Services.RotateWhatIsDueAsync();
        Assert.Single(await Admin.KeysAsync());

        // Day 76: the next one is published, and does not sign.
        Server.Time.Advance(TimeSpan.FromDays(1));
        await Server.Services.RotateWhatIsDueAsync();
        var announced = (await Admin.KeysAsync())[1];
        Assert.Equal("announced", announced.State());
        Assert.Contains(announced.Kid(), await Server.PublishedAsync());
        Assert.Equal(first.Kid(), Server.Services.SignsWith());

        // Day 90: it signs by the clock alone, before anybody has written that down.
        Server.Time.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        Assert.Equal(first.Kid(), Server.Services.SignsWith());
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(announced.Kid(), Server.Services.SignsWith());
        Assert.Equal(["retired", "active"], (await Admin.KeysAsync()).Select(key => key.State()));

        // The first is published for a day and five minutes, the longest that a token may live and clocks may differ.
        await Server.Services.RotateWhatIsDueAsync();
        Server.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(4));
        await Server.Services.RotateWhatIsDueAsync();
        Assert.Contains(first.Kid(), await Server.PublishedAsync());
        Server.Time.Advance(TimeSpan.FromMinutes(1));
        await Server.Services.RotateWhatIsDueAsync();
        Assert.DoesNotContain(first.Kid(), await Server.PublishedAsync());
        Assert.Equal([announced.Kid()], (await Admin.KeysAsync()).Select(key => key.Kid()));

        var actions = (await Server.LedgerAsync()).Where(entry => entry.Details.Contains("ES256", StringComparison.Ordinal)).Select(entry => entry.Action);
        Assert.Equal(
            ["signing_key.announced", "signing_key.succeeded", "signing_key.activated", "signing_key.removed"],
            actions.Where(action => action.StartsWith("signing_key.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_token_outlives_the_turn_of_its_key()
    {
        var client = await CreateCallerAsync();
        var token = await Server.TokenAsync(client);
        var management = await ApiCaller.AccessTokenAsync(Server, client);
        await Admin.PostAsync(KeyWorld.Keys + "/rotate").JsonAsync();

        Server.Time.Advance(KeyTimes.Announcement);
        await Server.Services.RotateWhatIsDueAsync();

        var after = await Server.TokenAsync(client);
        Assert.NotEqual(KeyWorld.KidOf(token), KeyWorld.KidOf(after));
        Assert.True(await Server.IsAcceptedAsync(management));
        foreach (var good in new[] { token, after })
        {
            Assert.Null((await ResourceServer.OfDefaultApi(Server).VerifyAsync(good)).Exception);
        }
    }

    [Fact]
    public async Task Rotation_during_load_refuses_no_good_token()
    {
        var client = await CreateCallerAsync();
        var (tokens, refused) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => LoadAsync()).ToArray();

        for (var turn = 1; turn <= 3; turn++)
        {
            await Admin.PostAsync(KeyWorld.Keys + "/rotate", new JsonObject { ["algorithm"] = "ES256" }).JsonAsync();
            var before = Server.Services.SignsWith();
            Server.Time.Advance(KeyTimes.Announcement);
            await Server.Services.RotateWhatIsDueAsync();
            Assert.NotEqual(before, Server.Services.SignsWith());
            var seen = tokens.Count;
            await Eventually.IsTrueAsync(() => tokens.Count > seen + 20);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(refused);
        Assert.Equal(4, tokens.Select(KeyWorld.KidOf).Distinct().Count());

        async Task LoadAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var token = await ApiCaller.AccessTokenAsync(Server, client);
                tokens.Enqueue(token);
                if (!await Server.IsAcceptedAsync(token))
                {
                    refused.Enqueue(token);
                }
            }
        }
    }

    [Fact]
    public async Task Nodes_learn_of_a_key_from_the_ledger_and_begin_to_sign_at_the_same_time()
    {
        await using var other = await Server.SecondNodeAsync();
        Assert.Equal(Server.Services.SignsWith(), other.Services.SignsWith());
        await Admin.PostAsync(KeyWorld.Keys + "/rotate").JsonAsync();

        await other.LearnAsync();
        Assert.Equal(Server.Services.GetRequiredService<ISigningKeys>().Published.Select(key => key.KeyId), other.Services.GetRequiredService<ISigningKeys>().Published.Select(key => key.KeyId));
        var before = other.Services.SignsWith();

        // Without another look into the database.
        Server.Time.Advance(KeyTimes.Announcement);
        Assert.NotEqual(before, other.Services.SignsWith());
        Assert.Equal(Server.Services.SignsWith(), other.Services.SignsWith());
        Assert.Equal(Server.Services.SignsWith(SignatureAlgorithms.RS256), other.Services.SignsWith(SignatureAlgorithms.RS256));
    }

    [Fact]
    public async Task Two_nodes_that_rotate_at_the_same_time_make_one_successor()
    {
        await using var other = await Server.SecondNodeAsync();
        Server.Time.Advance(TimeSpan.FromDays(76));

        await Task.WhenAll(Server.Services.RotateWhatIsDueAsync(), other.Services.RotateWhatIsDueAsync());

        Assert.Equal(["active", "announced"], (await Admin.KeysAsync()).Select(key => key.State()));
        Assert.Equal(["active", "announced"], (await Admin.KeysAsync("RS256")).Select(key => key.State()));
    }

    [Fact]
    public async Task What_a_retired_key_signed_is_refused_on_every_node()
    {
        var client = await CreateCallerAsync();
        await using var other = await Server.SecondNodeAsync();
        var token = await ApiCaller.AccessTokenAsync(Server, client);
        Assert.True(await Server.IsAcceptedAsync(token));

        await Admin.PostAsync($"{KeyWorld.Keys}/{KeyWorld.KidOf(token)}/retire").JsonAsync();

        Assert.False(await Server.IsAcceptedAsync(token));
        Assert.DoesNotContain(KeyWorld.KidOf(token), await Server.PublishedAsync());
        Assert.True(await Server.IsAcceptedAsync(await ApiCaller.AccessTokenAsync(Server, client)));
        await other.LearnAsync();
        Assert.DoesNotContain(other.Services.GetRequiredService<ISigningKeys>().Published, key => key.KeyId == KeyWorld.KidOf(token));
        Assert.Equal(Server.Services.SignsWith(), other.Services.SignsWith());
    }

    // One that our own API answers, and the default Api too.
    private Task<SecretClient> CreateCallerAsync() => Server.CreateSecretClientAsync(
        new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id, SystemRole.ApiDefault.Id) });
}
