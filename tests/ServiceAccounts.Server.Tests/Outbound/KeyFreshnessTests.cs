using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>How long fetched keys are used without asking again.</summary>
public sealed class KeyFreshnessTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Theory]
    [InlineData(null, 600)]
    [InlineData("public", 600)]
    [InlineData("max-age=1800", 1_800)]
    [InlineData("max-age=0", 60)]
    [InlineData("max-age=59", 60)]
    [InlineData("no-store", 60)]
    [InlineData("no-cache, max-age=1800", 60)]
    [InlineData("max-age=3600", 3_600)]
    [InlineData("max-age=86400", 3_600)]
    public async Task Keys_serve_for_their_lifetime_and_are_renewed_behind_the_first_request_after_it(string? cacheControl, int seconds)
    {
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.Es256("next");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path, cacheControl);
        fixture.Publish(path, next.ToJwk());

        fixture.Server.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await client.AssertGetsTokenAsync();
        await client.AssertGetsTokenAsync();
        Assert.Equal(1, fixture.Host.RequestsTo(path));

        // The old keys serve once more; what is asked for meanwhile serves the next.
        fixture.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await client.AssertGetsTokenAsync();
        await Eventually.IsTrueAsync(async () => await fixture.StoredKeysAsync(path) is { } json && json.Contains("next", StringComparison.Ordinal));
        await client.AssertGetsTokenAsync(next);
        Assert.Equal(2, fixture.Host.RequestsTo(path));
    }

    [Fact]
    public async Task Nobody_waits_for_the_renewal()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Host.Answer(path, async http =>
        {
            asked.TrySetResult();
            await release.Task;
            await http.Response.WriteAsync(key.ToJwks().ToJsonString());
        });
        fixture.Server.Time.Advance(TimeSpan.FromMinutes(11));

        try
        {
            await client.AssertGetsTokenAsync();
            await asked.Task;
            await client.AssertGetsTokenAsync();
        }
        finally
        {
            release.SetResult();
        }

        Assert.Equal(2, fixture.Host.RequestsTo(path));
    }

    [Fact]
    public async Task Nobody_waits_for_the_keys_to_be_stored()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        await fixture.PublishAsync(key, path);

        await fixture.Server.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (_, cancellation) =>
            {
                // No other write comes between this one, and so not that of the keys.
                var keys = await fixture.Server.Services.GetRequiredService<IClientKeys>().GetAsync(fixture.KeysAt(path), cancellation);
                Assert.NotNull(keys);
                return keys;
            },
            CancellationToken.None);

        await Eventually.IsTrueAsync(async () => await fixture.StoredKeysAsync(path) is not null);
    }

    [Fact]
    public async Task The_same_keys_are_stored_once_an_hour()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        await fixture.PublishAsync(key, path);
        var keys = fixture.Server.Services.GetRequiredService<IClientKeys>();
        var stored = fixture.Server.Services.GetRequiredService<FetchedKeySets>();
        var times = new List<DateTimeOffset>();
        foreach (var minutes in new[] { 0, 59, 1 })
        {
            fixture.Server.Time.Advance(TimeSpan.FromMinutes(minutes));
            await keys.RefreshAsync(fixture.KeysAt(path), CancellationToken.None); // The only one that waits for the storing.
            times.Add((await stored.FindAsync(fixture.KeysAt(path), CancellationToken.None))!.FetchedAt);
        }

        Assert.Equal([times[0], times[0], times[0].AddHours(1)], times);
    }

    [Fact]
    public async Task The_first_requests_of_many_machines_are_one_fetch()
    {
        const int Rounds = 10;
        const int Machines = 20;
        for (var round = 0; round < Rounds; round++)
        {
            using var key = ClientKeyPair.Es256();
            var path = fixture.NewPath();
            var client = await fixture.PublishAsync(key, path);

            var answers = await Task.WhenAll(Enumerable.Range(0, Machines).Select(_ => client.RequestTokenAsync()));

            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            Assert.Equal(1, fixture.Host.RequestsTo(path));
            Array.ForEach(answers, answer => answer.Dispose());
        }
    }

    [Fact]
    public async Task Clients_that_name_the_same_url_share_a_fetch()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var first = await fixture.PublishAsync(key, path);
        var second = await fixture.Server.CreateAssertionClientAsync(key, fixture.Host.UrlOf(path));

        await first.AssertGetsTokenAsync();
        await second.AssertGetsTokenAsync();

        Assert.Equal(1, fixture.Host.RequestsTo(path));
    }
}
