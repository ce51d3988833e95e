using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>A client of Snyk makes accounts, uses their credentials, and deletes them.</summary>
public sealed class SnykConversationTests(SnykServer fixture) : IClassFixture<SnykServer>
{
    private static readonly Guid OrgAdmin = SystemRole.OrgAdmin.Id;

    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "15")]
    [Trait("Requirement", "16")]
    [Trait("Requirement", "17")]
    [Trait("Requirement", "18")]
    [Trait("Requirement", "21")]
    [Trait("Requirement", "31")]
    [Trait("Requirement", "33")]
    [Trait("Requirement", "34")]
    [Trait("Requirement", "35")]
    [Trait("Requirement", "36")]
    [Trait("Requirement", "49")]
    [Trait("Requirement", "51")]
    [Trait("Requirement", "52")]
    [Trait("Requirement", "53")]
    public async Task An_api_key_account_lives_from_creation_to_deletion(bool ofGroup)
    {
        var (root, role, path) = ofGroup
            ? (fixture.GroupAccounts, SystemRole.GroupAdmin.Id, $"/groups/{fixture.Group}")
            : (fixture.OrgAccounts, OrgAdmin, $"/orgs/{fixture.Org}");
        var request = SnykCaller.NewAccount(role);
        var made = await fixture.Admin.PostAsync(root, request).DocumentAsync(HttpStatusCode.Created);

        Expect.Shape(made, "jsonapi object", "data object", "links object");
        Expect.Shape(made["jsonapi"], "version string");
        Assert.Equal("1.0", made["jsonapi"]!.Text("version"));
        Expect.Shape(made["data"], "id uuid", "type string", "attributes object");
        Assert.Equal("service_account", made["data"]!.Text("type"));
        Expect.Shape(
            made.Attributes(), "name string", "auth_type string", "role_id uuid", "level string", "created_at time", "api_key string");
        Assert.Equal(request["data"]!["attributes"]!.Text("name"), made.Attributes().Text("name"));
        Assert.Equal(("api_key", role.ToString()), (made.Attributes().Text("auth_type"), made.Attributes().Text("role_id")));
        Assert.Equal(ofGroup ? "Group" : "Org", made.Attributes().Text("level"));
        var (id, key) = (made.Id(), made.Attributes().Text("api_key"));
        Assert.Equal($"{path}/service_accounts/{id}?version=2023-09-07", made["links"]!.Text("self"));

        // The key works as a user's key does, until the account is deleted.
        var account = new SnykCaller(Server, "token " + key);
        var self = await account.GetAsync("/rest/self").DocumentAsync();
        Expect.Shape(self, "jsonapi object", "data object", "links object");
        Assert.Equal(("service_account", id), (self["data"]!.Text("type"), self.Id()));
        Assert.Equal(ofGroup ? null : fixture.Org, self.Attributes()["default_org_context"]?.GetValue<string>());
        Assert.Equal(ofGroup ? 1 : 2, self.Attributes().Count);

        var shown = await account.GetAsync($"{root}/{id}").DocumentAsync();
        Expect.Shape(shown.Attributes(), "name string", "auth_type string", "role_id uuid", "level string", "created_at time");

        var name = ApiCaller.NewName();
        var renamed = await fixture.Admin.PatchAsync($"{root}/{id}", SnykCaller.Body(new JsonObject { ["name"] = name }, id: id)).DocumentAsync();
        Assert.Equal(name, renamed.Attributes().Text("name"));
        shown.Attributes()["name"] = name;
        Assert.True(JsonNode.DeepEquals(shown, renamed));

        using var deleted = await fixture.Admin.DeleteAsync($"{root}/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await deleted.Content.ReadAsByteArrayAsync());
        await account.GetAsync("/rest/self").ErrorsAsync(HttpStatusCode.Unauthorized);
        await fixture.Admin.GetAsync($"{root}/{id}").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.DeleteAsync($"{root}/{id}").ErrorsAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("Requirement", "19")]
    [Trait("Requirement", "26")]
    [Trait("Requirement", "27")]
    [Trait("Requirement", "36")]
    public async Task A_client_secret_gets_access_tokens_for_this_very_api()
    {
        var made = await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(OrgAdmin, "oauth_client_secret"))
            .DocumentAsync(HttpStatusCode.Created);
        Expect.Shape(
            made.Attributes(), "name string", "auth_type string", "role_id uuid", "level string", "created_at time", "client_id string",
            "client_secret string", "access_token_ttl_seconds number");
        Assert.Equal(3600, made.Attributes()["access_token_ttl_seconds"]!.GetValue<int>());

        using var answer = await TokenAsync(made);
        var token = await answer.JsonAsync();
        Assert.Equal(3600, token["expires_in"]!.GetValue<int>());
        var account = new SnykCaller(Server, "bearer " + token.Text("access_token"));
        Assert.Equal(made.Id(), (await account.GetAsync("/rest/self").DocumentAsync()).Id());
        await account.GetAsync(fixture.OrgAccounts).DocumentAsync();

        await fixture.Admin.DeleteAsync($"{fixture.OrgAccounts}/{made.Id()}").StatusAsync(HttpStatusCode.NoContent);

        await account.GetAsync("/rest/self").ErrorsAsync(HttpStatusCode.Unauthorized);
        using var after = await TokenAsync(made);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    [Trait("Requirement", "26")]
    [Trait("Requirement", "28")]
    public async Task A_token_lives_as_long_as_the_account_says()
    {
        var made = await fixture.Admin.PostAsync(
            fixture.GroupAccounts, SnykCaller.NewAccount(SystemRole.Member.Id, "oauth_client_secret", ("access_token_ttl_seconds", 7200.0)))
            .DocumentAsync(HttpStatusCode.Created);
        using var answer = await TokenAsync(made);

        Assert.Equal(7200, (await answer.JsonAsync())["expires_in"]!.GetValue<int>());
        Assert.Equal(7200, made.Attributes()["access_token_ttl_seconds"]!.GetValue<int>());
    }

    [Fact]
    [Trait("Requirement", "20")]
    [Trait("Requirement", "23")]
    public async Task Assertions_signed_with_a_published_key_get_access_tokens_and_name_the_token_endpoint()
    {
        using var key = ClientKeyPair.Rsa(2048, keyId: "snyk-1");
        fixture.Host.Publish("/snyk/jwks.json", key.ToJwks());
        var url = fixture.Host.UrlOf("/snyk/jwks.json");
        var made = await fixture.Admin.PostAsync(
            fixture.OrgAccounts, SnykCaller.NewAccount(OrgAdmin, "oauth_private_key_jwt", ("jwks_url", url), ("access_token_ttl_seconds", 3600)))
            .DocumentAsync(HttpStatusCode.Created);
        Expect.Shape(
            made.Attributes(), "name string", "auth_type string", "role_id uuid", "level string", "created_at time", "client_id string",
            "access_token_ttl_seconds number", "jwks_url string");
        Assert.Equal(url, made.Attributes().Text("jwks_url"));

        var client = new AssertionClient(made.Id(), made.Attributes().Text("client_id"), key, Server);
        var assertion = client.Assertion(claims => claims["aud"] = Server.Issuer + "/oauth2/token");
        using var answer = await client.RequestTokenAsync(assertion);

        var account = new SnykCaller(Server, "Bearer " + (await answer.JsonAsync()).Text("access_token"));
        Assert.Equal(made.Id(), (await account.GetAsync("/rest/self").DocumentAsync()).Id());
    }

    [Fact]
    [Trait("Requirement", "13")]
    public async Task A_user_sees_who_they_are()
    {
        var (id, _) = await NewUser.AddAsync(Server);
        var token = await fixture.Native.PostAsync($"/management/v1/principals/{id}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created);

        var self = await new SnykCaller(Server, "Token " + token.Text("token")).GetAsync("/rest/self?version=2024-04-22").DocumentAsync();

        Assert.Equal(("user", id), (self["data"]!.Text("type"), self.Id()));
        Expect.Shape(self.Attributes(), "name string", "email string", "avatar_url string");
        Assert.Contains('@', self.Attributes().Text("email"));
        Assert.Equal("/self?version=2024-04-22", self["links"]!.Text("self"));
    }

    [Fact]
    [Trait("Requirement", "22")]
    [Trait("Requirement", "32")]
    [Trait("Requirement", "50")]
    public async Task One_role_of_the_group_list_does_for_several_accounts()
    {
        using var response = await fixture.Admin.GetAsync($"/v1/group/{fixture.Group}/roles?");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var roles = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
        Assert.All(roles, role => Expect.Shape(
            role, "name string", "description string", "publicId uuid", "customRole boolean", "created string", "modified string"));
        var role = Guid.Parse(roles.Single(r => r!.Text("name") == "org_admin")!.Text("publicId"));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var made = await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(role)).DocumentAsync(HttpStatusCode.Created);
            Assert.Equal(role.ToString(), made.Attributes().Text("role_id"));
        }
    }

    [Fact]
    [Trait("Requirement", "55")]
    public async Task The_version_that_answers_is_the_newest_on_or_before_the_date_of_that_stability_or_a_higher_one()
    {
        foreach (var version in new[] { "2023-09-07", "2024-10-15", "2024-10-15~beta", "2023-09-07~experimental", "2099-01-01~wip", "beta", "wip", "work-in-progress" })
        {
            using var response = await fixture.Admin.GetAsync($"/rest/self?version={version}");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal([version], response.Headers.GetValues("snyk-version-requested"));
            Assert.Equal(["2023-09-07"], response.Headers.GetValues("snyk-version-served"));
            Assert.Equal(["ga"], response.Headers.GetValues("snyk-version-lifecycle-stage"));
        }
    }

    [Fact]
    public async Task What_has_been_made_says_where_it_is_if_its_host_has_a_top_level_domain()
    {
        await using var server = await RunningServer.StartAsync("Issuer=https://id.example.com");
        var organizations = await ApiCaller.Administrator(server).GetAsync(ApiCaller.Organizations + "?kind=organization").JsonAsync();
        var path = $"/rest/orgs/{organizations["items"]![0]!.Text("id")}/service_accounts";

        using var made = await new SnykCaller(server, "token " + server.AdminToken).PostAsync(path, SnykCaller.NewAccount(OrgAdmin));
        using var here = await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(OrgAdmin));

        Assert.Equal($"https://id.example.com{path}/{(await made.JsonAsync()).Id()}?version=2023-09-07", made.Headers.Location?.ToString());
        Assert.Equal((HttpStatusCode.Created, null), (here.StatusCode, here.Headers.Location));
    }

    private Task<HttpResponseMessage> TokenAsync(JsonObject account) => Server.RequestTokenAsync(
        ("grant_type", "client_credentials"), ("client_id", account.Attributes().Text("client_id")),
        ("client_secret", account.Attributes().Text("client_secret")));
}
