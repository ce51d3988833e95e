using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>A key host that is down does not take its clients down with it for a day.</summary>
public sealed class KeyHostOutageTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Fact]
    public async Task The_last_good_keys_serve_for_24_hours()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);
        fixture.TakeDown(path);

        fixture.Server.Time.Advance(TimeSpan.FromHours(1));
        await client.AssertGetsTokenAsync();
        await Eventually.IsTrueAsync(() => fixture.Server.Log.Lines.Any(line =>
            line.Contains($"The keys at {fixture.Host.UrlOf(path)} could not be fetched", StringComparison.Ordinal)));

        fixture.Server.Time.Advance(TimeSpan.FromHours(23) - TimeSpan.FromSeconds(1));
        await client.AssertGetsTokenAsync();

        fixture.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
    }

    [Fact]
    public async Task A_host_that_comes_back_is_asked_again()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);
        fixture.TakeDown(path);
        fixture.Server.Time.Advance(TimeSpan.FromHours(25));
        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);

        fixture.Publish(path, key.ToJwk());
        fixture.Server.Time.Advance(TimeSpan.FromSeconds(5));

        await client.AssertGetsTokenAsync();
    }

    [Fact]
    public async Task A_host_that_has_just_failed_is_left_alone_for_five_seconds()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        fixture.Host.Answer(path, http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var client = await fixture.Server.CreateAssertionClientAsync(key, fixture.Host.UrlOf(path));

        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
        Assert.Equal(1, fixture.Host.RequestsTo(path));

        fixture.Server.Time.Advance(TimeSpan.FromSeconds(5));
        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
        Assert.Equal(2, fixture.Host.RequestsTo(path));
    }
}
