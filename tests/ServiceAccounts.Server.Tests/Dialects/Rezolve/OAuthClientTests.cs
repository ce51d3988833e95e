using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Rezolve;

/// <summary>OAuth clients as a client of Rezolve makes, uses, changes and deletes them.</summary>
public sealed class OAuthClientTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] Members =
    [
        "clientId string", "name string", "description string", "clientType string", "redirectUris array", "grantTypes array", "scopes array",
        "allowedOrigins array", "ipWhitelist array", "accessTokenLifetime number", "status string", "createdAt time", "updatedAt time",
        "createdBy object", "lastUsedAt null", "usageCount null",
    ];

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_client_is_made_used_changed_rotated_and_deleted()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var made = await caller.PostAsync(RezolveCaller.Clients, NewClient("api:read")).DataAsync("OAuth client created successfully");
        Expect.Shape(made, [Members[0], "clientSecret string", .. Members[1..]]);
        var (clientId, secret) = (Text(made, "clientId"), Text(made, "clientSecret"));
        Assert.Matches("^sa_client_[0-9a-f]{12}$", clientId);
        Assert.Equal("confidential", Text(made, "clientType"));
        Assert.Equal("""["client_credentials"]""", made["grantTypes"]!.ToJsonString());
        Assert.Equal("""["api:read"]""", made["scopes"]!.ToJsonString());
        Assert.Equal(3600, made["accessTokenLifetime"]!.GetValue<int>());
        Assert.Equal("active", Text(made, "status"));
        Assert.Equal("api:read", await ScopeAsync(clientId, secret));

        var path = $"{RezolveCaller.Clients}/{clientId}";
        var shown = await caller.GetAsync(path).DataAsync();
        Expect.Shape(shown, [.. Members.Select(m => m.Replace("lastUsedAt null", "lastUsedAt time", StringComparison.Ordinal))]);
        var list = await caller.GetAsync(RezolveCaller.Clients).DataAsync();
        Expect.Shape(list, "oauthClients array", "pagination object");
        Assert.True(JsonNode.DeepEquals(shown, Assert.Single(list["oauthClients"]!.AsArray())));

        var patch = new JsonObject { ["name"] = "renamed", ["scopes"] = new JsonArray("api:write"), ["accessTokenLifetime"] = 900, ["ipWhitelist"] = new JsonArray() };
        var updated = await caller.PatchAsync(path, patch).DataAsync("OAuth client updated successfully");
        Expect.Shape(updated, "client object", "changes object");
        Assert.Equal(
            $$$"""{"name":{"from":"{{{Text(made, "name")}}}","to":"renamed"},"accessTokenLifetime":{"from":3600,"to":900},"scopes":{"added":["api:write"],"removed":["api:read"]}}""",
            updated["changes"]!.ToJsonString());
        Assert.Equal("api:write", await ScopeAsync(clientId, secret));
        Assert.Equal("{}", (await caller.PatchAsync(path, new JsonObject()).DataAsync())["changes"]!.ToJsonString());

        var rotated = await caller.PostAsync(path + "/rotate-secret").DataAsync();
        Assert.Equal(clientId, Text(rotated, "clientId"));
        Assert.Null(await ScopeAsync(clientId, secret));
        Assert.Equal("api:write", await ScopeAsync(clientId, Text(rotated, "clientSecret")));

        var deleted = await caller.DeleteAsync(path).DataAsync("OAuth client deleted successfully");
        Expect.Shape(deleted, "clientId string", "name string", "status string", "deletedAt time", "deletedBy object", "tokensRevoked number");
        Assert.Equal(3, deleted["tokensRevoked"]!.GetValue<int>());
        Assert.Null(await ScopeAsync(clientId, Text(rotated, "clientSecret")));
        await caller.DeleteAsync(path).ErrorAsync(HttpStatusCode.Conflict, "OAUTH_CLIENT_ALREADY_DELETED");
        await caller.GetAsync(path).ErrorAsync(HttpStatusCode.NotFound, "OAUTH_CLIENT_NOT_FOUND");
        await caller.DeleteAsync(RezolveCaller.Clients + "/sa_client_000000000000").ErrorAsync(HttpStatusCode.NotFound, "OAUTH_CLIENT_NOT_FOUND");

        // Of a stranger's client nothing is told, not even that there was one.
        await RezolveCaller.Administrator(Server).DeleteAsync(path).ErrorAsync(HttpStatusCode.NotFound, "OAUTH_CLIENT_NOT_FOUND");
    }

    [Theory]
    [InlineData("""{"name":""}""", HttpStatusCode.UnprocessableEntity, "name")]
    [InlineData("""{"clientType":"public"}""", HttpStatusCode.UnprocessableEntity, "clientType")]
    [InlineData("""{"clientType":null}""", HttpStatusCode.UnprocessableEntity, "clientType")]
    [InlineData("""{"redirectUris":["https://example.com/back"]}""", HttpStatusCode.UnprocessableEntity, "redirectUris")]
    [InlineData("""{"redirectUris":null}""", HttpStatusCode.UnprocessableEntity, "redirectUris")]
    [InlineData("""{"grantTypes":["client_credentials","authorization_code"]}""", HttpStatusCode.UnprocessableEntity, "grantTypes")]
    [InlineData("""{"grantTypes":[]}""", HttpStatusCode.UnprocessableEntity, "grantTypes")]
    [InlineData("""{"scopes":[]}""", HttpStatusCode.UnprocessableEntity, "scopes")]
    [InlineData("""{"scopes":[null]}""", HttpStatusCode.UnprocessableEntity, "scopes")]
    [InlineData("""{"scopes":["no:such"]}""", HttpStatusCode.UnprocessableEntity, "scopes")]
    [InlineData("""{"scopes":["service_account.read"]}""", HttpStatusCode.UnprocessableEntity, "scopes")]
    [InlineData("""{"allowedOrigins":["https://example.com"]}""", HttpStatusCode.UnprocessableEntity, "allowedOrigins")]
    [InlineData("""{"ipWhitelist":["10.0.0.0/8","everywhere"]}""", HttpStatusCode.UnprocessableEntity, "ipWhitelist")]
    [InlineData("""{"accessTokenLifetime":1}""", HttpStatusCode.UnprocessableEntity, "accessTokenLifetime")]
    [InlineData("""{"accessTokenLifetime":"3600"}""", HttpStatusCode.BadRequest, "accessTokenLifetime")]
    [InlineData("""{"accessTokenLifetime":99999999999}""", HttpStatusCode.BadRequest, "accessTokenLifetime")]
    [InlineData("""{"scopes":"api:read"}""", HttpStatusCode.BadRequest, "scopes")]
    [InlineData("""{"clientSecret":"mine"}""", HttpStatusCode.BadRequest, "clientSecret")]
    public async Task A_client_that_cannot_be_is_refused(string change, HttpStatusCode status, params string[] members)
    {
        var request = NewClient("api:read");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        await RezolveCaller.Administrator(Server).PostAsync(RezolveCaller.Clients, request).ErrorAsync(status, "VALIDATION_ERROR", members);
    }

    [Fact]
    public async Task Every_wrong_member_is_named_at_once() =>
        await RezolveCaller.Administrator(Server).PostAsync(RezolveCaller.Clients, new JsonObject())
            .ErrorAsync(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR", "clientType", "grantTypes", "redirectUris", "scopes");

    [Theory]
    [InlineData("""{"clientId":"sa_client_000000000000"}""", HttpStatusCode.BadRequest, "clientId")]
    [InlineData("""{"clientSecret":"mine"}""", HttpStatusCode.BadRequest, "clientSecret")]
    [InlineData("""{"status":"revoked"}""", HttpStatusCode.BadRequest, "status")]
    [InlineData("""{"name":null}""", HttpStatusCode.UnprocessableEntity, "name")]
    [InlineData("""{"scopes":null}""", HttpStatusCode.UnprocessableEntity, "scopes")]
    [InlineData("""{"scopes":["no:such"]}""", HttpStatusCode.UnprocessableEntity, "scopes")]
    [InlineData("""{"ipWhitelist":["10.0.0.0/99"]}""", HttpStatusCode.UnprocessableEntity, "ipWhitelist")]
    [InlineData("""{"grantTypes":["password"]}""", HttpStatusCode.UnprocessableEntity, "grantTypes")]
    public async Task A_change_that_cannot_be_is_refused(string patch, HttpStatusCode status, params string[] members)
    {
        var caller = RezolveCaller.Administrator(Server);
        var made = await caller.PostAsync(RezolveCaller.Clients, NewClient("api:read")).DataAsync();

        await caller.PatchAsync($"{RezolveCaller.Clients}/{Text(made, "clientId")}", JsonNode.Parse(patch)!).ErrorAsync(status, "VALIDATION_ERROR", members);
    }

    [Fact]
    public async Task A_client_gets_tokens_from_the_addresses_of_its_list_alone()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var request = NewClient("api:read");
        request["ipWhitelist"] = new JsonArray("192.0.2.1", "2001:db8::/32");
        var made = await caller.PostAsync(RezolveCaller.Clients, request).DataAsync();
        var (clientId, secret) = (Text(made, "clientId"), Text(made, "clientSecret"));
        Assert.Equal("""["192.0.2.1","2001:db8::/32"]""", made["ipWhitelist"]!.ToJsonString());
        Assert.Null(await ScopeAsync(clientId, secret));

        var path = $"{RezolveCaller.Clients}/{clientId}";
        var widened = await caller.PatchAsync(path, new JsonObject { ["ipWhitelist"] = new JsonArray("192.0.2.1", "127.0.0.1", "::1") }).DataAsync();
        Assert.Equal("""{"ipWhitelist":{"added":["127.0.0.1","::1"],"removed":["2001:db8::/32"]}}""", widened["changes"]!.ToJsonString());
        Assert.Equal("api:read", await ScopeAsync(clientId, secret));

        await caller.PatchAsync(path, new JsonObject { ["ipWhitelist"] = new JsonArray() }).DataAsync();
        Assert.Equal("[]", (await caller.GetAsync(path).DataAsync())["ipWhitelist"]!.ToJsonString());
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        var caller = RezolveCaller.Administrator(Server);
        var request = NewClient("api:read");
        await caller.PostAsync(RezolveCaller.Clients, request).DataAsync();

        await caller.PostAsync(RezolveCaller.Clients, request.DeepClone()).ErrorAsync(HttpStatusCode.Conflict, "NAME_TAKEN");
    }

    [Fact]
    public async Task Nobody_gives_scopes_that_they_do_not_hold()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var made = await caller.PostAsync(RezolveCaller.Clients, NewClient("api:read")).DataAsync();
        var organization = (await ApiCaller.Administrator(Server).GetAsync($"{ApiCaller.Tenants}/{caller.TenantId}").JsonAsync())["default_organization_id"]!;
        var (_, userId) = await RezolveCaller.NewUserAsync(Server, caller.TenantId, SystemRole.JournalReader);
        await NewUser.BindAsync(Server, Guid.Parse(userId), SystemRole.OrgAdmin.Id, PlaceKind.Organization, Guid.Parse(organization.GetValue<string>()));
        var token = await ApiCaller.Administrator(Server)
            .PostAsync($"/management/v1/principals/{userId}/tokens?tenant={caller.TenantId}", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var limited = caller.With("Authorization", "Bearer " + Text(token, "token"));
        var path = $"{RezolveCaller.Clients}/{Text(made, "clientId")}";

        await limited.GetAsync(path).DataAsync();
        await limited.PostAsync(RezolveCaller.Clients, NewClient("api:read")).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await limited.PatchAsync(path, new JsonObject { ["scopes"] = new JsonArray("api:read", "api:write") }).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await limited.PostAsync(path + "/rotate-secret").ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
    }

    [Fact]
    public async Task Tokens_of_a_client_have_no_more_than_its_scopes_whatever_everyone_holds()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var administrator = ApiCaller.Administrator(Server);
        var made = await caller.PostAsync(RezolveCaller.Clients, NewClient("api:read")).DataAsync();
        await administrator.PostAsync($"{ApiCaller.Groups}/{caller.TenantId}/access/grants?tenant={caller.TenantId}", new JsonObject { ["permission"] = "api:write" })
            .StatusAsync(HttpStatusCode.Created);

        Assert.Equal("api:read", await ScopeAsync(Text(made, "clientId"), Text(made, "clientSecret")));

        // As a list of all that an account holds it would not be true: it says so.
        var account = await caller.PostAsync(RezolveCaller.Create).DataAsync();
        await caller.PatchAsync($"{RezolveCaller.Accounts}/{Text(account, "id")}/permissions", new JsonObject { ["permissions"] = new JsonArray("api:read") })
            .ErrorAsync(HttpStatusCode.Conflict, "HELD_BY_EVERYONE");
    }

    [Fact]
    public async Task A_client_of_another_api_gets_tokens_for_that_one()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var realm = (await ApiCaller.Administrator(Server).GetAsync($"{ApiCaller.Tenants}/{caller.TenantId}").JsonAsync())["realm"]!;
        var identifier = $"{Server.Issuer}/apis/{realm}/orders";
        await ApiCaller.Administrator(Server).PostAsync($"{ApiCaller.Apis}?tenant={caller.TenantId}", new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "orders",
            ["permissions"] = new JsonArray("orders.read", "api:read"),
        }).StatusAsync(HttpStatusCode.Created);

        var made = await caller.PostAsync(RezolveCaller.Clients, NewClient("orders.read")).DataAsync();
        using var issued = await TokenAsync(Text(made, "clientId"), Text(made, "clientSecret"));
        var token = new JsonWebToken((await issued.MemberAsync("access_token"))!);

        Assert.Equal([identifier], token.Audiences);
        Assert.Equal("orders.read", token.GetClaim("scope").Value);

        // api:read alone is that of the tenant's default Api, though another has it too.
        var plain = await caller.PostAsync(RezolveCaller.Clients, NewClient("api:read")).DataAsync();
        Assert.Equal("""["api:read"]""", plain["scopes"]!.ToJsonString());
        Assert.Equal("api:read", await ScopeAsync(Text(plain, "clientId"), Text(plain, "clientSecret")));
    }

    [Fact]
    public async Task An_account_with_more_than_one_client_loses_the_deleted_one_alone()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        var account = await caller.PostAsync(RezolveCaller.Create).DataAsync();
        var id = Text(account, "id")[3..];
        var second = await ApiCaller.Administrator(Server).PostAsync(
            $"{ApiCaller.Accounts}/{id}/applications?tenant={caller.TenantId}", new JsonObject { ["authentication_method"] = "client_secret" })
            .JsonAsync(HttpStatusCode.Created);

        await caller.DeleteAsync($"{RezolveCaller.Clients}/{Text(second, "client_id")}").DataAsync();

        Assert.Equal("api:read api:write", await ScopeAsync(Text(account, "clientId"), Text(account, "clientSecret")));
    }

    internal static JsonObject NewClient(params string[] scopes) => new()
    {
        ["name"] = ApiCaller.NewName(),
        ["description"] = "nightly export",
        ["clientType"] = "confidential",
        ["redirectUris"] = new JsonArray(),
        ["grantTypes"] = new JsonArray("client_credentials"),
        ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]),
    };

    // Null where there is no token.
    private async Task<string?> ScopeAsync(string clientId, string secret)
    {
        using var response = await TokenAsync(clientId, secret);
        return await response.MemberAsync("access_token") is { } token ? new JsonWebToken(token).GetClaim("scope").Value : null;
    }

    private Task<HttpResponseMessage> TokenAsync(string clientId, string secret) =>
        Server.RequestTokenAsync(SecretClient.BasicOf(clientId, secret), ("grant_type", "client_credentials"));

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
