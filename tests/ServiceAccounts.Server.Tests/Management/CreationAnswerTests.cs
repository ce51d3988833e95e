using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What the answer to a new service account looks like, member by member.</summary>
public sealed class CreationAnswerTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] Account =
    [
        "id uuid", "handle string", "number string", "name string", "description null", "status string", "inactive_reason null",
        "auth_type string", "organization_id uuid", "role_ids array", "group_ids array", "permissions array", "labels object",
        "email null", "owner_contact null", "expires_at null", "created_at time", "created_by object", "updated_at time",
        "updated_by object", "applications array", "tokens array",
    ];

    [Fact]
    [Trait("Requirement", "1")]
    [Trait("Requirement", "15")]
    [Trait("Requirement", "16")]
    [Trait("Requirement", "17")]
    [Trait("Requirement", "27")]
    [Trait("Requirement", "115")]
    [Trait("Requirement", "116")]
    [Trait("Requirement", "117")]
    public async Task An_account_with_a_client_secret_shows_it_in_its_application()
    {
        var account = await CreateAsync(new JsonObject { ["name"] = "Billing Export", ["auth_type"] = "oauth_client_secret" });

        Expect.Shape(account, Account);
        Assert.Equal("sa::billing-export", Text(account["handle"]));
        Assert.Equal("active", Text(account["status"]));
        Assert.Equal("oauth_client_secret", Text(account["auth_type"]));
        Assert.Empty(account["role_ids"]!.AsArray());
        Assert.Empty(account["tokens"]!.AsArray());
        Expect.Shape(account["created_by"], "id uuid", "name string", "kind string");
        Assert.Equal("user", Text(account["created_by"]!["kind"]));

        var application = Assert.Single(account["applications"]!.AsArray());
        Expect.Shape(
            application, "client_id string", "authentication_method string", "access_token_ttl_seconds number",
            "allowed_scopes null", "default_api_id null", "enabled boolean", "secrets array");
        Assert.Matches("^sa_client_[0-9a-f]{12}$", Text(application!["client_id"]));
        Assert.Equal("client_secret", Text(application["authentication_method"]));
        Assert.Equal(3600, application["access_token_ttl_seconds"]!.GetValue<int>());

        var secret = Assert.Single(application["secrets"]!.AsArray());
        Expect.Shape(secret, "id uuid", "client_secret string", "hint string", "created_at time", "expires_at null");
        AssertCredential(CredentialFormat.ClientSecretPrefix, Text(secret!["client_secret"]), Text(secret["hint"]));
    }

    [Fact]
    [Trait("Requirement", "17")]
    public async Task An_account_with_an_api_key_shows_one_token_and_no_application()
    {
        var account = await CreateAsync(new JsonObject { ["name"] = "Importer", ["auth_type"] = "api_key" });

        Expect.Shape(account, Account);
        Assert.Empty(account["applications"]!.AsArray());
        var token = Assert.Single(account["tokens"]!.AsArray());
        Expect.Shape(token, "id uuid", "name string", "token string", "hint string", "scopes null", "enabled boolean", "created_at time", "expires_at null");
        Assert.Equal("default", Text(token!["name"]));
        AssertCredential(CredentialFormat.ApiTokenPrefix, Text(token["token"]), Text(token["hint"]));
    }

    [Fact]
    [Trait("Requirement", "17")]
    [Trait("Requirement", "23")]
    public async Task An_account_with_keys_by_url_shows_the_url_and_no_secret()
    {
        var account = await CreateAsync(new JsonObject
        {
            ["name"] = "Signer by URL",
            ["auth_type"] = "oauth_private_key_jwt",
            ["jwks_url"] = "https://keys.example/jwks.json",
            ["access_token_ttl_seconds"] = 900,
            ["description"] = "  nightly export ",
            ["expires_at"] = "2099-01-02T03:04:05.678+02:00",
        });

        Assert.Equal("nightly export", Text(account["description"]));
        Assert.Equal("2099-01-02T01:04:05.678Z", Text(account["expires_at"]));
        var application = Assert.Single(account["applications"]!.AsArray());
        Expect.Shape(
            application, "client_id string", "authentication_method string", "access_token_ttl_seconds number",
            "allowed_scopes null", "default_api_id null", "enabled boolean", "assertion_audience string",
            "assertion_max_lifetime_seconds number", "jwks_url string");
        Assert.Equal("private_key_jwt", Text(application!["authentication_method"]));
        Assert.Equal(900, application["access_token_ttl_seconds"]!.GetValue<int>());
        Assert.Equal("https://keys.example/jwks.json", Text(application["jwks_url"]));
    }

    [Fact]
    public async Task An_account_with_inline_keys_shows_them_as_they_were_given()
    {
        using var key = ClientKeyPair.Es256();
        var account = await CreateAsync(
            new JsonObject { ["name"] = "Signer inline", ["auth_type"] = "oauth_private_key_jwt", ["jwks"] = key.ToJwks() });

        var application = Assert.Single(account["applications"]!.AsArray());
        Expect.Shape(
            application, "client_id string", "authentication_method string", "access_token_ttl_seconds number",
            "allowed_scopes null", "default_api_id null", "enabled boolean", "assertion_audience string",
            "assertion_max_lifetime_seconds number", "jwks object");
        Assert.True(JsonNode.DeepEquals(key.ToJwks(), application!["jwks"]));
    }

    [Fact]
    public async Task The_answer_is_201_with_its_place_below_the_issuer()
    {
        using var response = await fixture.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = await response.MemberAsync("id");
        Assert.Equal($"{fixture.Server.Issuer}{ApiCaller.Accounts}/{id}", response.Headers.Location!.OriginalString);
        Assert.Equal("\"1\"", response.Headers.ETag!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task A_service_account_that_creates_another_is_named_as_its_creator()
    {
        var creator = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", Storage.Access.SystemRole.OrgAdmin.Id));
        var caller = new ApiCaller(fixture.Server, "Bearer " + Text(creator["tokens"]![0]!["token"]));

        var created = await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);

        Assert.Equal(Text(creator["id"]), Text(created["created_by"]!["id"]));
        Assert.Equal(Text(creator["name"]), Text(created["created_by"]!["name"]));
        Assert.Equal("service_account", Text(created["created_by"]!["kind"]));
    }

    private Task<JsonObject> CreateAsync(JsonObject request) =>
        fixture.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);

    private static void AssertCredential(string prefix, string text, string hint)
    {
        Assert.Equal(prefix.Length + 46, text.Length);
        Assert.True(CredentialFormat.IsWellFormed(text, prefix));
        var changed = text[..^1] + (text[^1] == 'a' ? 'b' : 'a');
        Assert.False(CredentialFormat.IsWellFormed(changed, prefix));
        Assert.Equal("..." + text[^4..], hint);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
