using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Resource servers are registered under identifiers that no token's audience confuses, and go with all that hangs on them.</summary>
public sealed class ApiRegistrationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private ApiCaller Administrator => fixture.Administrator;

    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "22")]
    public async Task A_registered_api_gets_tokens_of_its_own_with_its_scopes()
    {
        var identifier = NewIdentifier();
        using var created = await Administrator.PostAsync(ApiCaller.Apis, new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = " Orders ",
            ["permissions"] = new JsonArray("orders.read:*/*", "orders.write", "orders.write"),
            ["signing_algorithm"] = "RS256",
            ["maximum_ttl_seconds"] = 120,
            ["include_groups"] = true,
        });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var api = await created.JsonAsync();
        Expect.Shape(
            api, "id uuid", "identifier string", "name string", "permissions array", "signing_algorithm string",
            "maximum_ttl_seconds number", "include_roles boolean", "include_groups boolean", "include_status boolean", "introspection_clients array", "is_default boolean", "created_at time");
        Assert.Equal(("Orders", 2), (api["name"]!.GetValue<string>(), api["permissions"]!.AsArray().Count));
        using var got = await Administrator.GetAsync(created.Headers.Location!.PathAndQuery);
        Assert.True(JsonNode.DeepEquals(api, await got.JsonAsync()));
        Assert.Equal("\"1\"", got.Headers.ETag!.ToString());

        var client = await Server.CreateBareClientAsync();
        var group = await Administrator.NewGroupAsync();
        await Administrator.PutAsync(MemberUrl(group, client.AccountId)).StatusAsync(HttpStatusCode.NoContent);
        await Administrator.PostAsync(AccessOf(client.AccountId) + "/grants", Grant("orders.read:*/*")).JsonAsync(HttpStatusCode.Created);
        using var response = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"), ("resource", identifier));
        var token = new JsonWebToken(await response.MemberAsync("access_token"));
        Assert.Equal([identifier], token.Audiences);
        Assert.Equal(("RS256", "orders.read:*/*"), (token.Alg, token.GetClaim("scope").Value));
        Assert.Equal((await Administrator.GetAsync($"{ApiCaller.Groups}/{group}").JsonAsync())["name"]!.GetValue<string>(), token.GetClaim("groups").Value);
        await Administrator.DeleteAsync($"{AccessOf(client.AccountId)}/grants?permission={Uri.EscapeDataString("orders.read:*/*")}").StatusAsync(HttpStatusCode.NoContent);
        Assert.Null(await Server.ScopeAsync(client, identifier));
    }

    [Theory]
    [InlineData("identifier", null)]
    [InlineData("identifier", "\"\"")]
    [InlineData("identifier", "\"a b\"")]
    [InlineData("identifier", "\"orders\\n\"")]
    [InlineData("identifier", "\"https://órders.example/\"")]
    [InlineData("identifier", "\"https://orders.example\"")]
    [InlineData("identifier", "\"HTTPS://orders.example/\"")]
    [InlineData("identifier", "\"https://Orders.example/a\"")]
    [InlineData("identifier", "\"https://orders.example:443/a\"")]
    [InlineData("identifier", "\"https://orders.example/a/../b\"")]
    [InlineData("identifier", "\"https://orders.example/%2e%2e/b\"")]
    [InlineData("identifier", "\"https:\\\\\\\\orders.example\\\\a\"")]
    [InlineData("identifier", "\"https:orders.example/a\"")]
    [InlineData("identifier", "\"https://\"")]
    [InlineData("identifier", "\"http:\"")]
    [InlineData("identifier", "\"https://[/a\"")]
    [InlineData("identifier", "\"https://user@orders.example/\"")]
    [InlineData("identifier", "\"https://orders.example/#\"")]
    [InlineData("identifier", "\"https://orders.example/#a\"")]
    [InlineData("identifier", "7")]
    [InlineData("name", null)]
    [InlineData("name", "\" \"")]
    [InlineData("permissions", "[\"a b\"]")]
    [InlineData("permissions", "[null]")]
    [InlineData("permissions", "[\"01990000-0000-7000-8000-0000000000a1#tenant.manage\"]")]
    [InlineData("signing_algorithm", "\"HS256\"")]
    [InlineData("maximum_ttl_seconds", "59")]
    [InlineData("is_default", "true")]
    public async Task A_wrong_member_is_refused_by_name(string member, string? json)
    {
        var request = new JsonObject { ["identifier"] = NewIdentifier(), ["name"] = "x" };
        request.Remove(member);
        if (json is not null)
        {
            request[member] = JsonNode.Parse(json);
        }

        await Administrator.PostAsync(ApiCaller.Apis, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);
    }

    [Fact]
    public async Task A_url_that_a_parser_prints_in_another_way_is_answered_with_that_way()
    {
        var problem = await Administrator.PostAsync(ApiCaller.Apis, new JsonObject { ["identifier"] = "https://Orders.example:443", ["name"] = "x" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "identifier");

        Assert.EndsWith(" https://orders.example/", problem["errors"]!["identifier"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_and_too_many_is_refused()
    {
        var long501 = "urn:" + new string('x', 497);
        var many = new JsonArray([.. Enumerable.Range(0, 501).Select(i => JsonValue.Create($"p{i}"))]);

        await Administrator.PostAsync(ApiCaller.Apis, new JsonObject { ["identifier"] = long501, ["name"] = new string('x', 256), ["permissions"] = many })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "identifier", "name", "permissions");
    }

    [Fact]
    public async Task An_identifier_is_taken_on_the_whole_server_and_by_what_differs_by_a_final_slash()
    {
        var other = await SecondTenant.AddAsync(Server);
        var identifier = NewIdentifier();
        await Administrator.NewApiAsync(identifier);
        var theirs = await other.Administrator.NewApiAsync(other.ApiIdentifier + "/orders/");

        foreach (var taken in new[] { identifier, identifier + "/", Server.Issuer + "/", Server.Issuer + "/apis/default", Server.Issuer + "/apis/default/" })
        {
            var problem = await CreateAsync(Administrator, taken).ProblemAsync(HttpStatusCode.Conflict, "identifier_taken");
            Assert.DoesNotContain(other.Id.ToString(), problem.ToJsonString(), StringComparison.Ordinal);
        }

        await CreateAsync(other.Administrator, other.ApiIdentifier + "/orders").ProblemAsync(HttpStatusCode.Conflict, "identifier_taken");
        await GivePrefixesAsync(other, null);
        await CreateAsync(other.Administrator, identifier).ProblemAsync(HttpStatusCode.Conflict, "identifier_taken");
        Assert.Equal(other.ApiIdentifier + "/orders/", theirs["identifier"]!.GetValue<string>());

        // The issuer has no final slash, and is no printed URL.
        await CreateAsync(Administrator, Server.Issuer).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "identifier");
    }

    [Theory]
    [InlineData("{own}/orders", true)]
    [InlineData("{own}/a/b", true)]
    [InlineData("{own}-evil/orders", false)]
    [InlineData("{own}evil", false)]
    [InlineData("{issuer}/apis/default/orders", false)]
    [InlineData("{issuer}/apis/", false)]
    [InlineData("{issuer}/orders", false)]
    [InlineData("https://orders.example/", true)]
    [InlineData("https://orders.example/v1", true)]
    [InlineData("https://orders.example.evil/", false)]
    [InlineData("https://orders.example:8443/", false)]
    [InlineData("http://orders.example/", false)]
    [InlineData("https://paths.example/v1", true)]
    [InlineData("https://paths.example/v1/orders", true)]
    [InlineData("https://paths.example/v10", false)]
    [InlineData("https://paths.example/v1?a=b", false)]
    [InlineData("urn:acme", true)]
    [InlineData("urn:acme:orders", true)]
    [InlineData("urn:acmevil:orders", false)]
    [InlineData("orders", false)]
    public async Task A_tenant_registers_below_its_realm_and_its_prefixes(string identifier, bool allowed)
    {
        var other = await SecondTenant.AddAsync(Server);
        await GivePrefixesAsync(other, ["https://orders.example", "https://paths.example/v1", "urn:acme"]);

        var sending = CreateAsync(
            other.Administrator,
            identifier.Replace("{own}", other.ApiIdentifier, StringComparison.Ordinal).Replace("{issuer}", Server.Issuer, StringComparison.Ordinal));

        if (allowed)
        {
            var api = await sending.JsonAsync(HttpStatusCode.Created);
            await other.Administrator.DeleteAsync($"{ApiCaller.Apis}/{api.IdOf()}").StatusAsync(HttpStatusCode.NoContent);
        }
        else
        {
            await sending.ProblemAsync(HttpStatusCode.BadRequest, "invalid", "identifier");
        }
    }

    [Fact]
    public async Task A_tenant_of_any_prefix_takes_no_other_realms_space()
    {
        await CreateAsync(Administrator, Server.Issuer + "/apis/tomorrow").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "identifier");
        await CreateAsync(Administrator, NewIdentifier()).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_default_api_stays()
    {
        var api = (await Administrator.GetAsync(ApiCaller.Apis).JsonAsync())["items"]!.AsArray().Single(a => a!["is_default"]!.GetValue<bool>());

        await Administrator.DeleteAsync($"{ApiCaller.Apis}/{api.IdOf()}?force=true").ProblemAsync(HttpStatusCode.Conflict, "is_default");
    }

    [Fact]
    public async Task Permissions_that_somebody_holds_go_only_when_somebody_says_so_and_do_not_come_back_by_themselves()
    {
        var identifier = NewIdentifier();
        var (api, use) = await NewApiInUseAsync(identifier);
        var url = $"{ApiCaller.Apis}/{api}";
        Assert.Equal("x.grant x.group x.role", await Server.ScopeAsync(use.Client, identifier));
        var before = (await Server.LedgerAsync()).Count;

        var problem = await Administrator.PatchAsync(url, new JsonObject { ["permissions"] = new JsonArray("x.free") }).ProblemAsync(HttpStatusCode.Conflict, "in_use");
        Assert.Equal(
            (1, 1, 1, 0),
            (Count(problem, "principals"), Count(problem, "groups"), Count(problem, "roles"), Count(problem, "applications")));
        await Administrator.PatchAsync(url, new JsonObject { ["permissions"] = new JsonArray("x.role", "x.grant", "x.group") }).JsonAsync();
        await Administrator.PatchAsync(url + "?force=true", new JsonObject { ["permissions"] = new JsonArray("x.free") }).JsonAsync();

        Assert.Null(await Server.ScopeAsync(use.Client, identifier));
        Assert.Equal(
            ["api.updated", "api.updated", "role.updated", "service_account.permission_revoked", "group.permission_revoked"],
            (await Server.LedgerAsync()).Skip(before).Select(entry => entry.Action));
        await Administrator.PatchAsync(url, new JsonObject { ["permissions"] = new JsonArray("x.role", "x.grant", "x.group") }).JsonAsync();
        Assert.Null(await Server.ScopeAsync(use.Client, identifier));
        Assert.Empty((await Administrator.GetAsync($"{ApiCaller.Roles}/{use.Role}").JsonAsync())["permissions"]!.AsArray());
        Assert.Empty((await Administrator.GetAsync(AccessOf(use.Client.AccountId)).JsonAsync())["grants"]!.AsArray());
    }

    [Fact]
    public async Task An_api_in_use_goes_only_when_somebody_says_so_and_its_clients_fall_back_to_the_default()
    {
        var identifier = NewIdentifier();
        var (api, use) = await NewApiInUseAsync(identifier);
        var url = $"{ApiCaller.Apis}/{api}";
        await Administrator.PatchAsync($"{ApiCaller.Accounts}/{use.Client.AccountId}/applications/{use.Client.ClientId}", new JsonObject { ["default_api_id"] = api }).JsonAsync();
        await Administrator.PostAsync(AccessOf(use.Client.AccountId) + "/grants", Grant("api:read")).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("x.grant x.group x.role", await Server.ScopeAsync(use.Client));

        var problem = await Administrator.DeleteAsync(url).ProblemAsync(HttpStatusCode.Conflict, "in_use");
        Assert.Equal(
            (1, 1, 1, 1),
            (Count(problem, "principals"), Count(problem, "groups"), Count(problem, "roles"), Count(problem, "applications")));
        await Administrator.DeleteAsync(url, "\"9\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await Administrator.DeleteAsync(url + "?force=true").StatusAsync(HttpStatusCode.NoContent);

        Assert.Equal("api:read", await Server.ScopeAsync(use.Client));
        using var gone = await Server.RequestTokenAsync(use.Client.Basic, ("grant_type", "client_credentials"), ("resource", identifier));
        Assert.Equal("invalid_target", await gone.MemberAsync("error"));
        var account = await Administrator.GetAsync($"{ApiCaller.Accounts}/{use.Client.AccountId}").JsonAsync();
        Assert.Null(account["applications"]![0]!["default_api_id"]);
        await Administrator.GetAsync(url).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_client_whose_default_api_has_vanished_gets_tokens_for_the_tenants()
    {
        var client = await Server.CreateSecretClientAsync();
        var application = (await Server.ReadAsync<Storage.Credentials.Application>(rows => rows.Where(a => a.ClientId == client.ClientId))).Single();
        await Server.WriteAsync(db =>
        {
            db.Attach(application).Entity.DefaultApiId = application.Id;
            return Task.CompletedTask;
        });

        Assert.Equal("api:read api:write", await Server.ScopeAsync(client));
    }

    [Fact]
    public async Task A_name_that_two_apis_define_is_told_apart_by_the_id_of_its_api()
    {
        var other = await SecondTenant.AddAsync(Server);
        var second = await other.Administrator.NewApiAsync(other.ApiIdentifier + "/second", "api:read");
        var (first, id) = (other.ApiId.ToString(), second.IdOf());

        await other.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "permissions");
        var role = await other.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", $"{id}#api:read", "api:write", $"{id}#api:read")).JsonAsync(HttpStatusCode.Created);
        Assert.Equal([$"{id}#api:read", "api:write"], role["permissions"]!.AsArray().Select(p => p!.GetValue<string>()).Order(StringComparer.Ordinal));
        await other.Administrator.PatchAsync($"{ApiCaller.Roles}/{role.IdOf()}", new JsonObject { ["permissions"] = role["permissions"]!.DeepClone() }, "\"1\"").JsonAsync();

        var account = (await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created)).IdOf();
        var url = AccessOf(account) + "/grants";
        await other.Administrator.PostAsync(url, Grant("api:read")).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "permission");
        await other.Administrator.PostAsync(url, Grant("api:read", id)).JsonAsync(HttpStatusCode.Created);
        await other.Administrator.PostAsync(url, Grant("api:read", first)).JsonAsync(HttpStatusCode.Created);
        await other.Administrator.DeleteAsync(url + "?permission=api:read").ProblemAsync(HttpStatusCode.BadRequest, "invalid", "api_id");
        await other.Administrator.DeleteAsync($"{url}?permission=api:read&api_id={id}").StatusAsync(HttpStatusCode.NoContent);
        await other.Administrator.DeleteAsync(url + "?permission=api:read").StatusAsync(HttpStatusCode.NoContent);
    }

    private async Task<(string Api, (SecretClient Client, string Role, string Group) Use)> NewApiInUseAsync(string identifier)
    {
        var api = (await Administrator.NewApiAsync(identifier, "x.role", "x.grant", "x.group", "x.free")).IdOf();
        var role = await Administrator.NewRoleAsync("organization", $"{api}#x.role");
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray(role) });
        var group = await Administrator.NewGroupAsync();
        await Administrator.PostAsync(AccessOf(client.AccountId) + "/grants", Grant("x.grant", api)).JsonAsync(HttpStatusCode.Created);
        await Administrator.PostAsync(AccessOfGroup(group) + "/grants", Grant("x.group", api)).JsonAsync(HttpStatusCode.Created);
        await Administrator.PutAsync(MemberUrl(group, client.AccountId)).StatusAsync(HttpStatusCode.NoContent);
        return (api, (client, role, group));
    }

    private Task GivePrefixesAsync(SecondTenant tenant, string[]? prefixes) => Server.WriteAsync(db =>
    {
        db.Set<Tenant>().Single(t => t.Id == tenant.Id).IdentifierPrefixes = prefixes;
        return Task.CompletedTask;
    });

    private static Task<HttpResponseMessage> CreateAsync(ApiCaller caller, string identifier) =>
        caller.PostAsync(ApiCaller.Apis, new JsonObject { ["identifier"] = identifier, ["name"] = "x" });

    private static string NewIdentifier() => $"https://{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}.example/orders";

    private static int Count(JsonObject problem, string what) => problem["used_by"]![what]!.GetValue<int>();
}
