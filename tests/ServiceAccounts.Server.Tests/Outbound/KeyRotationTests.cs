using System.Net;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>A client changes its keys and tells nobody; strangers sign with keys of their own and tell nobody either.</summary>
public sealed class KeyRotationTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Fact]
    public async Task A_new_kid_works_at_once()
    {
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.Es256("next");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);

        fixture.Publish(path, next.ToJwk());

        await client.AssertGetsTokenAsync(next);
        await client.AssertGetsTokenAsync(next);
        Assert.Equal(2, fixture.Host.RequestsTo(path));
    }

    [Fact]
    public async Task The_keys_of_a_url_that_have_been_used_show_when_the_last_first()
    {
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.Es256("next");
        using var spare = ClientKeyPair.Es256("spare");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);
        fixture.Server.Time.Advance(TimeSpan.FromSeconds(1));
        fixture.Publish(path, next.ToJwk(), spare.ToJwk());
        await client.AssertGetsTokenAsync(next);

        using var response = await fixture.Server.Admin.GetAsync($"/management/v1/service-accounts/{client.AccountId}");
        var keys = (await response.JsonAsync())["applications"]![0]!["keys"]!.AsArray();

        Assert.Equal(["next", "old"], keys.Select(key => key!["kid"]!.GetValue<string>()));
        Assert.All(keys, key => Assert.NotNull(key!["last_used_at"]));
    }

    [Fact]
    public async Task A_new_key_under_the_old_kid_works_at_once()
    {
        using var old = ClientKeyPair.Es256();
        using var next = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);

        fixture.Publish(path, next.ToJwk());

        await client.AssertGetsTokenAsync(next);
        await fixture.Server.AssertRefusedAsync(client, old, TokenAnswers.WrongSignature);
        Assert.Equal(2, fixture.Host.RequestsTo(path));
    }

    [Fact]
    public async Task A_key_without_kid_is_found_after_a_change()
    {
        using var old = ClientKeyPair.Es256(keyId: null);
        using var next = ClientKeyPair.Es256(keyId: null);
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);

        fixture.Publish(path, next.ToJwk());

        await client.AssertGetsTokenAsync(next);
    }

    [Fact]
    public async Task All_who_come_with_a_new_kid_while_it_is_fetched_get_a_token()
    {
        const int Machines = 20;
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.Es256("next");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);
        fixture.Publish(path, next.ToJwk());

        var answers = await Task.WhenAll(Enumerable.Range(0, Machines).Select(_ => client.RequestTokenAsync(client.Assertion(signedBy: next))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(2, fixture.Host.RequestsTo(path));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_second_unknown_kid_asks_the_host_only_after_30_seconds()
    {
        using var key = ClientKeyPair.Es256("known");
        using var first = ClientKeyPair.Es256("first");
        using var second = ClientKeyPair.Es256("second");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);

        await fixture.Server.AssertRefusedAsync(client, first, TokenAnswers.NoSuchKey);
        Assert.Equal(2, fixture.Host.RequestsTo(path));

        fixture.Publish(path, key.ToJwk(), second.ToJwk());
        fixture.Server.Time.Advance(TimeSpan.FromSeconds(29));
        await fixture.Server.AssertRefusedAsync(client, second, TokenAnswers.NoSuchKey);
        Assert.Equal(2, fixture.Host.RequestsTo(path));

        fixture.Server.Time.Advance(TimeSpan.FromSeconds(2));
        await client.AssertGetsTokenAsync(second);
        Assert.Equal(3, fixture.Host.RequestsTo(path));
    }

    [Theory]
    [InlineData("known")]
    [InlineData("unknown")]
    [InlineData(null)]
    public async Task A_flood_of_forged_assertions_reaches_the_host_once_in_30_seconds(string? keyId)
    {
        using var key = ClientKeyPair.Es256("known");
        using var forger = ClientKeyPair.Es256(keyId);
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);

        for (var round = 1; round <= 2; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.RequestTokenAsync(client.Assertion(signedBy: forger))));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
            Array.ForEach(answers, answer => answer.Dispose());

            Assert.Equal(1 + round, fixture.Host.RequestsTo(path));
            await client.AssertGetsTokenAsync();
            fixture.Server.Time.Advance(TimeSpan.FromSeconds(31));
        }
    }

    [Fact]
    public async Task An_assertion_that_breaks_the_rules_does_not_reach_the_host()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAsync(key, path);

        using var response = await client.RequestTokenAsync(client.Assertion(claims => claims["aud"] = "https://other.example"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, fixture.Host.RequestsTo(path));
    }

    [Fact]
    public async Task A_rotation_while_the_host_fails_leaves_the_old_keys_working()
    {
        using var key = ClientKeyPair.Es256("known");
        using var next = ClientKeyPair.Es256("next");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);

        fixture.TakeDown(path);

        await fixture.Server.AssertRefusedAsync(
            client, next, TokenAnswers.NoSuchKey, $"The keys at {fixture.Host.UrlOf(path)} could not be fetched");
        await client.AssertGetsTokenAsync();
    }
}
