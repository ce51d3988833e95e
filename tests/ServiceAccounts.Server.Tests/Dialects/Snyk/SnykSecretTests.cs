using System.Net;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>The three things that are done with client secrets.</summary>
public sealed class SnykSecretTests(SnykServer fixture) : IClassFixture<SnykServer>
{
    private const string Pointer = "/data/attributes/secret";

    public static TheoryData<bool> Owners => [true, false];

    [Theory]
    [MemberData(nameof(Owners))]
    [Trait("Requirement", "37")]
    [Trait("Requirement", "39")]
    [Trait("Requirement", "40")]
    [Trait("Requirement", "41")]
    [Trait("Requirement", "42")]
    [Trait("Requirement", "44")]
    [Trait("Requirement", "54")]
    public async Task A_second_secret_is_made_and_the_first_deleted(bool ofGroup)
    {
        var (path, client, first) = await NewAsync(ofGroup);
        var made = await fixture.Admin.PostAsync(path, SnykCaller.Secrets("create")).DocumentAsync();
        var second = made.Attributes().Text("client_secret");
        Expect.Shape(
            made.Attributes(), "name string", "auth_type string", "role_id uuid", "level string", "created_at time", "client_id string",
            "client_secret string", "access_token_ttl_seconds number");

        Assert.True(await WorksAsync(client, first) && await WorksAsync(client, second));
        var refused = await fixture.Admin.PostAsync(path, SnykCaller.Secrets("create")).ErrorsAsync(HttpStatusCode.BadRequest);
        Assert.Equal("limit_reached", refused[0]!.Text("code"));

        var deleted = await fixture.Admin.PostAsync(path, SnykCaller.Secrets("delete", first)).DocumentAsync();
        Assert.False(deleted.Attributes().ContainsKey("client_secret"));
        Assert.False(await WorksAsync(client, first));
        Assert.True(await WorksAsync(client, second));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    [Trait("Requirement", "46")]
    [Trait("Requirement", "54")]
    public async Task All_secrets_are_replaced_by_one(bool ofGroup)
    {
        var (path, client, first) = await NewAsync(ofGroup);
        var second = (await fixture.Admin.PostAsync(path, SnykCaller.Secrets("create")).DocumentAsync()).Attributes().Text("client_secret");

        var third = (await fixture.Admin.PostAsync(path, SnykCaller.Secrets("replace")).DocumentAsync()).Attributes().Text("client_secret");

        Assert.True(await WorksAsync(client, third));
        Assert.False(await WorksAsync(client, first) || await WorksAsync(client, second));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    [Trait("Requirement", "45")]
    [Trait("Requirement", "54")]
    public async Task The_last_secret_stays_and_works(bool ofGroup)
    {
        var (path, client, secret) = await NewAsync(ofGroup);

        var refused = await fixture.Admin.PostAsync(path, SnykCaller.Secrets("delete", secret)).ErrorsAsync(HttpStatusCode.BadRequest);

        Assert.Equal("last_secret", refused[0]!.Text("code"));
        Assert.True(await WorksAsync(client, secret));
    }

    [Fact]
    [Trait("Requirement", "43")]
    public async Task Whoever_deletes_a_secret_sends_it_under_either_name()
    {
        var (path, client, first) = await NewAsync(ofGroup: false);
        var second = (await fixture.Admin.PostAsync(path, SnykCaller.Secrets("create")).DocumentAsync()).Attributes().Text("client_secret");
        var both = SnykCaller.Secrets("delete", first);
        both["data"]!["attributes"]!["client_secret"] = second;

        await fixture.Admin.PostAsync(path, SnykCaller.Secrets("delete")).ErrorsAsync(HttpStatusCode.BadRequest, Pointer);
        await fixture.Admin.PostAsync(path, SnykCaller.Secrets("delete", "sa_secret_other")).ErrorsAsync(HttpStatusCode.BadRequest, Pointer);
        await fixture.Admin.PostAsync(path, both).ErrorsAsync(HttpStatusCode.BadRequest, "/data/attributes/client_secret");
        await fixture.Admin.PostAsync(path, SnykCaller.Secrets("delete", first, "client_secret")).DocumentAsync();

        Assert.False(await WorksAsync(client, first));
        Assert.True(await WorksAsync(client, second));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    [Trait("Requirement", "38")]
    [Trait("Requirement", "54")]
    public async Task Accounts_of_other_types_have_none(bool ofGroup)
    {
        var root = ofGroup ? fixture.GroupAccounts : fixture.OrgAccounts;
        foreach (var (type, url) in new[] { ("api_key", null), ("oauth_private_key_jwt", "https://keys.example.com/jwks.json") })
        {
            var request = SnykCaller.NewAccount(SystemRole.Member.Id, type);
            if (url is not null)
            {
                request["data"]!["attributes"]!["jwks_url"] = url;
            }

            var id = (await fixture.Admin.PostAsync(root, request).DocumentAsync(HttpStatusCode.Created)).Id();
            foreach (var mode in new[] { "create", "replace", "delete" })
            {
                var refused = await fixture.Admin.PostAsync($"{root}/{id}/secrets", SnykCaller.Secrets(mode, mode == "delete" ? "x" : null))
                    .ErrorsAsync(HttpStatusCode.BadRequest);
                Assert.Equal("no_client_secrets", refused[0]!.Text("code"));
            }
        }
    }

    private async Task<(string Path, string ClientId, string Secret)> NewAsync(bool ofGroup)
    {
        var root = ofGroup ? fixture.GroupAccounts : fixture.OrgAccounts;
        var made = await fixture.Admin.PostAsync(root, SnykCaller.NewAccount(SystemRole.Member.Id, "oauth_client_secret"))
            .DocumentAsync(HttpStatusCode.Created);
        return ($"{root}/{made.Id()}/secrets", made.Attributes().Text("client_id"), made.Attributes().Text("client_secret"));
    }

    private async Task<bool> WorksAsync(string clientId, string secret)
    {
        using var response = await fixture.Server.RequestTokenAsync(
            SecretClient.BasicOf(clientId, secret), ("grant_type", "client_credentials"));
        return response.StatusCode == HttpStatusCode.OK;
    }
}
