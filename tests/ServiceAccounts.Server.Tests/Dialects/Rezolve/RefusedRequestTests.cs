using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Rezolve;

/// <summary>What is refused whatever is asked for, and what is refused at the creation of accounts, in the error form of this API.</summary>
public sealed class RefusedRequestTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private RezolveCaller Caller => RezolveCaller.Administrator(Server);

    [Theory]
    [Trait("Requirement", "107")]
    [Trait("Requirement", "108")]
    [Trait("Requirement", "109")]
    [InlineData("x-tenantid", null, HttpStatusCode.BadRequest, "VALIDATION_ERROR", "x-tenantid")]
    [InlineData("x-tenantid", "acme", HttpStatusCode.BadRequest, "VALIDATION_ERROR", "x-tenantid")]
    [InlineData("x-tenantid", "0199f0000000700080000000000000a1", HttpStatusCode.BadRequest, "VALIDATION_ERROR", "x-tenantid")]
    [InlineData("x-tenantid", "0199f000-0000-7000-8000-0000000000a1", HttpStatusCode.NotFound, "TENANT_NOT_FOUND")]
    [InlineData("realmname", "another", HttpStatusCode.NotFound, "TENANT_NOT_FOUND")]
    [InlineData("Content-Type", "text/plain", HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST")]
    [InlineData("Content-Type", "nonsense", HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST")]
    [InlineData("Accept", "text/html", HttpStatusCode.NotAcceptable, "INVALID_REQUEST")]
    [InlineData("Accept", "application/json;q=0, */*", HttpStatusCode.NotAcceptable, "INVALID_REQUEST")]
    [InlineData("X-API-Key", "sa_token_x", HttpStatusCode.BadRequest, "INVALID_REQUEST")]
    public async Task A_header_that_does_not_fit_is_refused(string header, string? value, HttpStatusCode status, string code, params string[] members) =>
        await Caller.With(header, value).PostAsync(RezolveCaller.Create).ErrorAsync(status, code, members);

    [Theory]
    [Trait("Requirement", "106")]
    [Trait("Requirement", "107")]
    [InlineData("Accept", null)]
    [InlineData("Accept", "text/html, */*;q=0.1")]
    [InlineData("Accept", "application/*")]
    [InlineData("Content-Type", "application/json")]
    [InlineData("Content-Type", "application/json; charset=utf-8")]
    [InlineData("realmname", "default")]
    [InlineData("realmname", "")]
    public async Task A_header_that_fits_is_not(string header, string? value) =>
        await Caller.With(header, value).PostAsync(RezolveCaller.Create).DataAsync();

    [Theory]
    [Trait("Requirement", "124")]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer sa_token_0000000000000000000000000000000000000000000000")]
    public async Task Without_a_good_credential_nothing_is_done(string? authorization)
    {
        var caller = Caller.With("Authorization", authorization);

        await caller.PostAsync(RezolveCaller.Create).ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        await caller.With("x-tenantid", null).GetAsync(RezolveCaller.Keys).ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        await caller.GetAsync("/api/v1/admin/nothing").ErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Fact]
    [Trait("Requirement", "124")]
    public async Task Who_sends_an_expired_access_token_is_told_so()
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id) });
        var caller = new RezolveCaller(server, server.TenantId, "Bearer " + await ApiCaller.AccessTokenAsync(server, client));
        await caller.PostAsync(RezolveCaller.Create).DataAsync();

        server.Time.Advance(TimeSpan.FromHours(1));

        await caller.PostAsync(RezolveCaller.Create).ErrorAsync(HttpStatusCode.Unauthorized, "TOKEN_EXPIRED");
    }

    [Theory]
    [Trait("Requirement", "104")]
    [Trait("Requirement", "105")]
    [Trait("Requirement", "125")]
    [InlineData("org_admin", PlaceKind.Organization)]
    [InlineData("group_admin", PlaceKind.Group)]
    [InlineData("member", PlaceKind.Tenant)]
    [InlineData(null, PlaceKind.Tenant)]
    public async Task Who_is_no_administrator_of_the_tenant_creates_nothing(string? role, PlaceKind place)
    {
        var tenant = await SecondTenant.AddAsync(Server);
        var places = await ApiCaller.Administrator(Server).GetAsync($"{ApiCaller.Organizations}?tenant={tenant.Id}&kind=group").JsonAsync();
        var at = place switch
        {
            PlaceKind.Tenant => tenant.Id,
            PlaceKind.Group => Guid.Parse(places["items"]![0]!["id"]!.GetValue<string>()),
            _ => tenant.OrganizationId,
        };
        var (_, userId) = await RezolveCaller.NewUserAsync(Server, tenant.Id, SystemRole.JournalReader);
        if (role is not null)
        {
            await NewUser.BindAsync(Server, Guid.Parse(userId), SystemRole.All.Single(r => r.Name == role).Id, place, at);
        }

        var token = await ApiCaller.Administrator(Server)
            .PostAsync($"/management/v1/principals/{userId}/tokens?tenant={tenant.Id}", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var caller = new RezolveCaller(Server, tenant.Id, "Bearer " + token["token"]!.GetValue<string>());

        await caller.PostAsync(RezolveCaller.Create).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
        await caller.GetAsync(RezolveCaller.Accounts).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");

        // It is written down, under the name of this API.
        var refused = await ApiCaller.Administrator(Server).GetAsync($"/management/v1/journal?tenant={tenant.Id}&outcome=refused&actor_id={userId}").JsonAsync();
        Assert.All(refused["items"]!.AsArray(), entry => Assert.Equal("rezolve", entry!["surface"]!.GetValue<string>()));
        Assert.Contains(refused["items"]!.AsArray(), entry => entry!["details"]!["operation"]!.GetValue<string>() == "RezolveCreateServiceAccount");
    }

    [Fact]
    public async Task For_a_tenants_administrator_there_is_no_other_tenant()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);

        await caller.With("x-tenantid", Server.TenantId.ToString()).PostAsync(RezolveCaller.Create)
            .ErrorAsync(HttpStatusCode.NotFound, "TENANT_NOT_FOUND");
        await caller.With("x-tenantid", Server.TenantId.ToString()).With("realmname", "default").PostAsync(RezolveCaller.Create)
            .ErrorAsync(HttpStatusCode.NotFound, "TENANT_NOT_FOUND");
    }

    [Fact]
    public async Task A_narrowed_credential_creates_nothing_that_it_is_not_narrowed_to()
    {
        var (caller, userId) = await RezolveCaller.NewTenantAsync(Server);
        var token = await ApiCaller.Administrator(Server).PostAsync(
            $"/management/v1/principals/{userId}/tokens?tenant={caller.TenantId}", new JsonObject { ["scopes"] = new JsonArray("service_account.read") })
            .JsonAsync(HttpStatusCode.Created);
        var narrowed = caller.With("Authorization", "Bearer " + token["token"]!.GetValue<string>());

        await narrowed.GetAsync(RezolveCaller.Accounts).DataAsync();
        await narrowed.PostAsync(RezolveCaller.Create).ErrorAsync(HttpStatusCode.Forbidden, "FORBIDDEN");
    }

    [Fact]
    [Trait("Requirement", "126")]
    public async Task A_full_tenant_gets_no_more_accounts()
    {
        var (caller, _) = await RezolveCaller.NewTenantAsync(Server);
        await ApiCaller.Administrator(Server)
            .PatchAsync($"{ApiCaller.Tenants}/{caller.TenantId}", new JsonObject { ["maximum_service_accounts"] = 1 }).JsonAsync();
        await caller.PostAsync(RezolveCaller.Create).DataAsync();

        await caller.PostAsync(RezolveCaller.Create).ErrorAsync(HttpStatusCode.Conflict, "LIMIT_REACHED");
    }

    [Theory]
    [Trait("Requirement", "110")]
    [InlineData("?name=x", null, HttpStatusCode.BadRequest, "INVALID_PARAMETER", "name")]
    [InlineData("", """{"name":"x"}""", HttpStatusCode.BadRequest, "INVALID_REQUEST")]
    [InlineData("", "x", HttpStatusCode.BadRequest, "INVALID_REQUEST")]
    [InlineData("", "{}{}", HttpStatusCode.BadRequest, "INVALID_REQUEST")]
    public async Task A_creation_takes_neither_parameters_nor_a_body(
        string query, string? body, HttpStatusCode status, string code, params string[] members) =>
        await Caller.SendAsync(HttpMethod.Post, RezolveCaller.Create + query, body).ErrorAsync(status, code, members);

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?limit=many", "limit")]
    [InlineData("?limit=99999999999999999999", "limit")]
    [InlineData("?offset=-1", "offset")]
    [InlineData("?offset=1.5", "offset")]
    [InlineData("?limit=0&offset=-1", "limit", "offset")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?limit=1&limit=2", "limit")]
    public async Task A_page_that_there_cannot_be_is_refused(string query, params string[] members)
    {
        foreach (var list in new[] { RezolveCaller.Accounts, RezolveCaller.Clients, RezolveCaller.Keys, RezolveCaller.Logs })
        {
            await Caller.GetAsync(list + query).ErrorAsync(HttpStatusCode.BadRequest, "INVALID_PARAMETER", members);
        }
    }

    [Theory]
    [InlineData("GET", RezolveCaller.Create, HttpStatusCode.NotFound, "SERVICE_ACCOUNT_NOT_FOUND")]
    [InlineData("PUT", RezolveCaller.Create, HttpStatusCode.MethodNotAllowed, "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/admin/nothing", HttpStatusCode.NotFound, "NOT_FOUND")]
    [InlineData("GET", RezolveCaller.Accounts + "/0199f000-0000-7000-8000-0000000000a1", HttpStatusCode.NotFound, "SERVICE_ACCOUNT_NOT_FOUND")]
    [InlineData("GET", RezolveCaller.Clients + "/sa_client_%E2%82%AC", HttpStatusCode.NotFound, "OAUTH_CLIENT_NOT_FOUND")]
    [InlineData("GET", RezolveCaller.Keys + "/1", HttpStatusCode.NotFound, "API_KEY_NOT_FOUND")]
    [InlineData("GET", RezolveCaller.Tenants + "/1", HttpStatusCode.NotFound, "TENANT_NOT_FOUND")]
    public async Task What_there_is_not_is_not_found(string method, string path, HttpStatusCode status, string code) =>
        await Caller.SendAsync(new HttpMethod(method), path).ErrorAsync(status, code);

    [Theory]
    [InlineData("""{"permissions":"api:read"}""", "VALIDATION_ERROR", "permissions")]
    [InlineData("""{"permissions":[1]}""", "VALIDATION_ERROR", "permissions[0]")]
    [InlineData("""{"permissions":null}""", "VALIDATION_ERROR", "permissions")]
    [InlineData("""{}""", "VALIDATION_ERROR", "permissions")]
    [InlineData("""{"permissions":[null]}""", "VALIDATION_ERROR", "permissions")]
    [InlineData("""{"permissions":["no:such"]}""", "VALIDATION_ERROR", "permissions")]
    [InlineData("""{"permissions":["service_account.read"]}""", "VALIDATION_ERROR", "permissions")]
    [InlineData("""{"permissions":["a\u0000b"]}""", "VALIDATION_ERROR", "permissions")]
    [InlineData("""{"permissions":[],"more":1}""", "VALIDATION_ERROR", "more")]
    [InlineData("""{"permissions":[],"permissions":[]}""", "INVALID_REQUEST")]
    [InlineData("""[]""", "INVALID_REQUEST")]
    [InlineData("""x""", "INVALID_REQUEST")]
    public async Task A_list_of_permissions_that_cannot_be_is_refused(string body, string code, params string[] members)
    {
        var account = await Caller.PostAsync(RezolveCaller.Create).DataAsync();
        var path = $"{RezolveCaller.Accounts}/{account["id"]}";

        await Caller.SendAsync(HttpMethod.Patch, path + "/permissions", body).ErrorAsync(HttpStatusCode.BadRequest, code, members);

        Assert.Equal("""["api:read","api:write"]""", (await Caller.GetAsync(path).DataAsync())["permissions"]!.ToJsonString());
    }

    [Fact]
    public async Task Bodies_that_are_too_large_or_of_another_type_are_refused()
    {
        await Caller.SendAsync(HttpMethod.Post, RezolveCaller.Clients, new string(' ', 2_000_000))
            .ErrorAsync(HttpStatusCode.RequestEntityTooLarge, "INVALID_REQUEST");
        await Caller.SendAsync(HttpMethod.Post, RezolveCaller.Clients, "{}", "text/json")
            .ErrorAsync(HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
        await Caller.SendAsync(HttpMethod.Post, RezolveCaller.Clients).ErrorAsync(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }
}
