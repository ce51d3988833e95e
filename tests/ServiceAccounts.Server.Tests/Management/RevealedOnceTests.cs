using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Credentials;
using StoredSecret = ServiceAccounts.Storage.Credentials.ClientSecret;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A credential is in exactly one answer; what is kept of it is a keyed hash.</summary>
public sealed class RevealedOnceTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("oauth_client_secret")]
    [InlineData("api_key")]
    [Trait("Requirement", "62")]
    [Trait("Requirement", "68")]
    [Trait("Requirement", "123")]
    public async Task No_later_answer_has_the_credential(string authType)
    {
        var account = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount(authType));
        var (text, id) = CredentialOf(account);
        var url = $"{ApiCaller.Accounts}/{account["id"]}";
        var admin = fixture.Administrator;

        string[] answers =
        [
            await admin.GetAsync(url).StatusAsync(HttpStatusCode.OK),
            await admin.GetAsync(ApiCaller.Accounts + "?limit=200").StatusAsync(HttpStatusCode.OK),
            await admin.PatchAsync(url, new JsonObject { ["description"] = "changed" }).StatusAsync(HttpStatusCode.OK),
            await admin.PostAsync(url + "/deactivate").StatusAsync(HttpStatusCode.OK),
            await admin.PostAsync(url + "/activate").StatusAsync(HttpStatusCode.OK),
            await admin.DeleteAsync(url).StatusAsync(HttpStatusCode.NoContent),
        ];

        Assert.DoesNotContain(text, await admin.GetAsync($"/management/v1/journal?principal_id={account["id"]}").StatusAsync(HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.DoesNotContain(text, answer, StringComparison.Ordinal));
        Assert.All(answers[..^1], answer => Assert.Contains(id, answer, StringComparison.Ordinal));
        Assert.All(answers[..^1], answer => Assert.Contains("..." + text[^4..], answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_is_kept_as_a_keyed_hash_alone()
    {
        var account = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret"));
        var (text, id) = CredentialOf(account);

        var row = Assert.Single(await fixture.Server.ReadAsync<StoredSecret>(rows => rows.Where(r => r.Id == Guid.Parse(id))));

        AssertHashed(text, row.Hash, row.HashKeyVersion);
    }

    [Fact]
    public async Task A_token_is_kept_as_a_keyed_hash_alone()
    {
        var account = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var (text, id) = CredentialOf(account);

        var row = Assert.Single(await fixture.Server.ReadAsync<ApiToken>(rows => rows.Where(r => r.Id == Guid.Parse(id))));

        AssertHashed(text, row.Hash, row.HashKeyVersion);
    }

    private void AssertHashed(string text, byte[] hash, int keyVersion)
    {
        var expected = fixture.Server.Services.GetRequiredService<SecretHasher>().Hash(text);
        Assert.Equal(expected.Value.ToArray(), hash);
        Assert.Equal(expected.KeyVersion, keyVersion);

        // Whoever has the database and not the key cannot make the hash of a secret that was found.
        Assert.NotEqual(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)), hash);
    }

    private static (string Text, string Id) CredentialOf(JsonObject account)
    {
        var secret = account["applications"]!.AsArray() is [{ } application, ..] ? application["secrets"]![0]! : null;
        var credential = secret ?? account["tokens"]![0]!;
        return ((credential["client_secret"] ?? credential["token"])!.GetValue<string>(), credential["id"]!.GetValue<string>());
    }
}
