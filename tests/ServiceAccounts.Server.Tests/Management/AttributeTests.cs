using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What is said of a service account, at its creation and later.</summary>
public sealed class AttributeTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "2")]
    [Trait("Requirement", "78")]
    [Trait("Requirement", "95")]
    [Trait("Requirement", "96")]
    public async Task A_new_account_has_all_that_it_is_given()
    {
        var group = await Groups.AddAsync(Server, "service_account.read");
        var request = ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id);
        request["email"] = " billing@example.com ";
        request["owner_contact"] = "#billing";
        request["labels"] = new JsonObject { ["team"] = "billing", ["env/stage"] = "" };
        request["group_ids"] = new JsonArray($"{Server.TenantId}", $"{group}", $"{group}");
        request["permissions"] = new JsonArray("role.read", "api:read", "role.read");

        var account = await Server.CreateAccountAsync(request);

        Assert.Equal("billing@example.com", Text(account["email"]));
        Assert.Equal("#billing", Text(account["owner_contact"]));
        Assert.Equal("""{"env/stage":"","team":"billing"}""", account["labels"]!.ToJsonString());
        Assert.Equal([$"{Server.TenantId}", $"{group}"], Texts(account["group_ids"]));
        Assert.Equal(["api:read", "role.read"], Texts(account["permissions"]));
        Assert.True(long.Parse(Text(account["number"]), System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.True(JsonNode.DeepEquals(account["created_by"], account["updated_by"]));

        var read = await fixture.Administrator.GetAsync(UrlOf(account)).JsonAsync();
        foreach (var member in new[] { "email", "owner_contact", "labels", "group_ids", "permissions", "number", "role_ids", "updated_by" })
        {
            Assert.True(JsonNode.DeepEquals(account[member], read[member]), member);
        }

        var secret = account["applications"]![0]!["secrets"]![0]!;
        var client = SecretClient.BasicOf(Text(account["applications"]![0]!["client_id"]), Text(secret["client_secret"]));
        using var token = await Server.RequestTokenAsync(client, ("grant_type", "client_credentials"), ("resource", Server.Issuer));
        Assert.Equal("role.read service_account.read", await token.MemberAsync("scope"));
        var id = Guid.Parse(Text(secret["id"]));
        var row = Assert.Single(await Server.ReadAsync<ClientSecret>(secrets => secrets.Where(s => s.Id == id)));
        Assert.Equal(Text(account["created_by"]!["id"]), row.CreatedById.ToString());
        Assert.Equal(Text(account["created_by"]!["name"]), row.CreatedByName);
    }

    [Theory]
    [Trait("Requirement", "86")]
    [InlineData("sa::given-handle", "sa::given-handle")]
    [InlineData("other-handle-2", "sa::other-handle-2")]
    public async Task A_handle_that_is_given_is_prefixed_once(string given, string shown)
    {
        var request = ApiCaller.NewAccount("api_key");
        request["handle"] = given;

        var account = await Server.CreateAccountAsync(request);

        Assert.Equal(shown, Text(account["handle"]));
        request["name"] = ApiCaller.NewName();
        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request).ProblemAsync(HttpStatusCode.Conflict, "handle_taken");
    }

    [Theory]
    [InlineData("handle", "\"\"")]
    [InlineData("handle", "\"sa::\"")]
    [InlineData("handle", "\"sa::sa::x\"")]
    [InlineData("handle", "\"Upper\"")]
    [InlineData("handle", "\"two--hyphens\"")]
    [InlineData("handle", "\"-x\"")]
    [InlineData("handle", "\"ä\"")]
    [InlineData("email", "\"nobody\"")]
    [InlineData("email", "\"@example.com\"")]
    [InlineData("email", "\"a@\"")]
    [InlineData("email", "\"a b@example.com\"")]
    [InlineData("email", "\"a@b\\u0000\"")]
    [InlineData("owner_contact", "\"a\\nb\"")]
    [InlineData("labels", "{\"Team\":\"x\"}")]
    [InlineData("labels", "{\"\":\"x\"}")]
    [InlineData("labels", "{\"a b\":\"x\"}")]
    [InlineData("labels", "{\"team\":null}")]
    [InlineData("labels", "{\"team\":\"a\\u0000\"}")]
    [InlineData("labels", "[]")]
    [InlineData("labels.team", "{\"team\":7}")]
    [InlineData("group_ids", "[\"01990000-0000-7000-8000-00000000ffff\"]")]
    [InlineData("group_ids[0]", "[null]")]
    [InlineData("permissions", "[\"no.such\"]")]
    [InlineData("permissions", "[\"a b\"]")]
    [InlineData("permissions", "[null]")]
    public async Task What_is_not_valid_is_named(string field, string value)
    {
        var request = ApiCaller.NewAccount("api_key");
        request[field.Split('.', '[')[0]] = JsonNode.Parse(value);

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Fact]
    public async Task There_is_a_limit_to_everything()
    {
        var request = ApiCaller.NewAccount("api_key");
        request["role_ids"] = new JsonArray([.. Enumerable.Repeat(0, 51).Select(_ => JsonValue.Create($"{SystemRole.Member.Id}"))]);
        request["group_ids"] = new JsonArray([.. Enumerable.Repeat(0, 51).Select(_ => JsonValue.Create($"{Server.TenantId}"))]);
        request["permissions"] = new JsonArray([.. Enumerable.Repeat(0, 101).Select(_ => JsonValue.Create("api:read"))]);
        request["labels"] = new JsonObject(Enumerable.Range(0, 51).Select(i => KeyValuePair.Create($"l{i}", (JsonNode?)"x")));
        request["owner_contact"] = new string('x', 256);
        request["email"] = new string('x', 320) + "@x";
        request["handle"] = new string('x', 256);

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request).ProblemAsync(
            HttpStatusCode.BadRequest, "invalid", "role_ids", "group_ids", "permissions", "labels", "owner_contact", "email", "handle");
    }

    [Fact]
    public async Task Nobody_gives_a_permission_or_a_group_that_holds_more_than_they_do()
    {
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var group = await Groups.AddAsync(Server, "user.manage");
        var harmless = await Groups.AddAsync(Server);
        var request = ApiCaller.NewAccount("api_key");

        request["permissions"] = new JsonArray("role.read");
        await caller.PostAsync(ApiCaller.Accounts, request).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        request["permissions"] = new JsonArray();
        request["group_ids"] = new JsonArray($"{group}");
        await caller.PostAsync(ApiCaller.Accounts, request).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        request["group_ids"] = new JsonArray($"{harmless}");
        await caller.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("Requirement", "77")]
    public async Task An_account_that_is_given_nothing_holds_nothing()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));

        Assert.Empty(account["role_ids"]!.AsArray());
        Assert.Empty(account["permissions"]!.AsArray());
        var caller = new ApiCaller(Server, "Bearer " + Text(account["tokens"]![0]!["token"]));
        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task A_patch_merges_labels_and_names_who_sent_it()
    {
        var request = ApiCaller.NewAccount("api_key");
        request["labels"] = new JsonObject { ["keep"] = "1", ["change"] = "1", ["go"] = "1" };
        var url = UrlOf(await Server.CreateAccountAsync(request));
        var other = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);

        var patched = await other.PatchAsync(url, new JsonObject
        {
            ["labels"] = new JsonObject { ["change"] = "2", ["go"] = null, ["absent"] = null, ["new"] = "1" },
            ["email"] = "a@example.com",
            ["owner_contact"] = "team",
        }).JsonAsync();

        Assert.Equal("""{"change":"2","keep":"1","new":"1"}""", patched["labels"]!.ToJsonString());
        Assert.Equal("a@example.com", Text(patched["email"]));
        Assert.Equal("team", Text(patched["owner_contact"]));
        Assert.Equal("service_account", Text(patched["updated_by"]!["kind"]));
        Assert.NotEqual(Text(patched["created_by"]!["id"]), Text(patched["updated_by"]!["id"]));

        var same = new JsonObject { ["labels"] = new JsonObject { ["change"] = "2" }, ["email"] = "a@example.com" };
        Assert.True(JsonNode.DeepEquals(patched, await fixture.Administrator.PatchAsync(url, same).JsonAsync()));
        var full = new JsonObject(Enumerable.Range(0, 48).Select(i => KeyValuePair.Create($"l{i}", (JsonNode?)"x")));
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["labels"] = full })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "labels");
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["labels"] = new JsonObject { ["A"] = "x" } })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "labels");

        var bare = await fixture.Administrator.PatchAsync(
            url, new JsonObject { ["labels"] = null, ["email"] = null, ["owner_contact"] = null }).JsonAsync();
        Assert.Empty(bare["labels"]!.AsObject());
        Assert.Null(bare["email"]);
        Assert.Null(bare["owner_contact"]);
        Assert.Equal("user", Text(bare["updated_by"]!["kind"]));
    }

    private static string UrlOf(JsonObject account) => $"{ApiCaller.Accounts}/{account["id"]}";

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static IEnumerable<string> Texts(JsonNode? node) => node!.AsArray().Select(Text);
}
