using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>Who publishes a private key has told the world how to be that client.</summary>
public sealed class PrivateKeyInSetTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task A_key_published_with_its_private_half_is_dropped_and_the_others_work(string algorithm)
    {
        using var leaked = ClientKeyPair.For(algorithm, "leaked");
        using var good = ClientKeyPair.Es256("good");
        var path = fixture.NewPath();
        fixture.Publish(path, leaked.ToJwk(withPrivateHalf: true), good.ToJwk());
        var client = await fixture.Server.CreateAssertionClientAsync(good, fixture.Host.UrlOf(path));

        await client.AssertGetsTokenAsync();
        await fixture.Server.AssertRefusedAsync(client, leaked, TokenAnswers.NoSuchKey);
    }

    [Theory]
    [InlineData("d")]
    [InlineData("p")]
    [InlineData("q")]
    [InlineData("dp")]
    [InlineData("dq")]
    [InlineData("qi")]
    public async Task One_part_of_the_private_half_is_enough(string part)
    {
        using var leaked = ClientKeyPair.Rsa(2048, keyId: "leaked");
        var jwk = leaked.ToJwk();
        jwk[part] = leaked.ToJwk(withPrivateHalf: true)[part]!.DeepClone();
        var path = fixture.NewPath();
        fixture.Publish(path, jwk);
        var client = await fixture.Server.CreateAssertionClientAsync(leaked, fixture.Host.UrlOf(path));

        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.NoSuchKey);
    }

    [Fact]
    public async Task It_is_logged_as_an_error_that_names_the_url_without_its_query()
    {
        using var leaked = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var jwk = leaked.ToJwk(withPrivateHalf: true);
        fixture.Publish(path, jwk);
        var client = await fixture.Server.CreateAssertionClientAsync(leaked, fixture.Host.UrlOf(path) + "?access=hunter2");

        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.NoSuchKey);

        Assert.Contains(fixture.Server.Log.Lines, line =>
            line.StartsWith("Error ", StringComparison.Ordinal)
            && line.Contains($"{fixture.Host.UrlOf(path)} publishes the private half of 1 keys", StringComparison.Ordinal));
        Assert.DoesNotContain(fixture.Server.Log.Lines, line =>
            line.Contains("hunter2", StringComparison.Ordinal) || line.Contains(jwk["d"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_set_with_a_private_key_is_not_stored()
    {
        using var leaked = ClientKeyPair.Es256("leaked");
        using var good = ClientKeyPair.Es256("good");
        var path = fixture.NewPath();
        fixture.Publish(path, leaked.ToJwk(withPrivateHalf: true), good.ToJwk());
        var client = await fixture.Server.CreateAssertionClientAsync(good, fixture.Host.UrlOf(path));

        await client.AssertGetsTokenAsync();
        await RefreshAsync(client); // Comes after all that is on its way into the database.

        Assert.Null(await fixture.StoredKeysAsync(path));
    }

    [Fact]
    public async Task What_was_stored_before_the_leak_is_forgotten_because_it_has_the_leaked_key_too()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);
        await Eventually.IsTrueAsync(async () => await fixture.StoredKeysAsync(path) is not null);

        fixture.Publish(path, key.ToJwk(withPrivateHalf: true));
        await RefreshAsync(client);

        Assert.Null(await fixture.StoredKeysAsync(path));
        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.NoSuchKey);
    }

    private async Task RefreshAsync(AssertionClient client)
    {
        using var response = await fixture.Server.Admin.PostAsync(
            $"/management/v1/service-accounts/{client.AccountId}/applications/{client.ClientId}/refresh-keys", null);
        var refused = (await response.JsonAsync())["refused"]!.AsArray();
        Assert.Contains("private half", Assert.Single(refused)!.GetValue<string>(), StringComparison.Ordinal);
    }
}
