using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>What is wrong, and where: in Snyk's form, and of the statuses that Snyk has.</summary>
public sealed class SnykRefusalTests(SnykServer fixture) : IClassFixture<SnykServer>
{
    private const string Role = "\"01990000-0000-7000-8000-000000000005\""; // member, which goes everywhere.
    private const string A = "/data/attributes/";

    public static TheoryData<string, string> WrongAccounts => new()
    {
        { "null", "/data" },
        { "{}", "/data" },
        { "[]", "" },
        { "{\"data\":5}", "/data" },
        { "{\"data\":null}", "/data" },
        { "{\"data\":{\"type\":\"service_account\"}}", "/data/attributes" },
        { "{\"data\":{\"type\":\"service_account\",\"attributes\":{}}}", $"{A}name {A}role_id {A}auth_type" },
        { "{\"data\":{\"type\":\"user\",\"attributes\":{}}}", $"/data/type {A}name {A}role_id {A}auth_type" },
        { "{\"other\":1}", "/other" },
        { "{\"data\":{\"type\":\"service_account\",\"attributes\":{\"name\":\"a\",\"colour\":\"red\"}}}", A + "colour" },
        { "{\"data\":{\"id\":\"x\"}}", "/data/id" },
        { "{\"data\":{\"type\":\"service_account\",\"type\":\"service_account\"}}", "" },
        { "{\"data\":" + new string('[', 200), "/data" },
        { "{\"data\":{", "/data" },
        { Account("\"name\":5"), A + "name" },
        { Account("\"name\":\"\""), A + "name" },
        { Account("\"name\":\"a\\u0000b\""), A + "name" },
        { Account("\"name\":\"\\ud800\""), A + "name" },
        { Account("\"role_id\":\"x\""), A + "role_id" },
        { Account("\"role_id\":\"01990000-0000-7000-8000-00000000ffff\""), A + "role_id" },
        { Account("\"role_id\":\"01990000-0000-7000-8000-000000000001\""), A + "role_id" },
        { Account("\"auth_type\":\"access_token\",\"access_token_expires_at\":\"2030-01-01T00:00:00Z\""), $"{A}auth_type {A}access_token_expires_at" },
        { Account("\"auth_type\":\"API_KEY\""), A + "auth_type" },
        { Account("\"auth_type\":\"oauth_private_key_jwt\""), A + "jwks_url" },
        { Account("\"auth_type\":\"oauth_private_key_jwt\",\"jwks_url\":\"http://example.com/keys\""), A + "jwks_url" },
        { Account("\"auth_type\":\"oauth_client_secret\",\"jwks_url\":\"https://example.com/keys\""), A + "jwks_url" },
        { Account("\"access_token_ttl_seconds\":3600"), A + "access_token_ttl_seconds" },
        { Account("\"auth_type\":\"oauth_client_secret\",\"access_token_ttl_seconds\":3599"), A + "access_token_ttl_seconds" },
        { Account("\"auth_type\":\"oauth_client_secret\",\"access_token_ttl_seconds\":86401"), A + "access_token_ttl_seconds" },
        { Account("\"auth_type\":\"oauth_client_secret\",\"access_token_ttl_seconds\":3600.5"), A + "access_token_ttl_seconds" },
        { Account("\"auth_type\":\"oauth_client_secret\",\"access_token_ttl_seconds\":\"3600\""), A + "access_token_ttl_seconds" },
        { Account("\"auth_type\":\"oauth_client_secret\",\"access_token_ttl_seconds\":1e999"), A + "access_token_ttl_seconds" },
    };

    public static TheoryData<string, string> WrongQueries => new()
    {
        { "?", "?version" },
        { "?version=", "?version" },
        { "?version=latest", "?version" },
        { "?version=2023-09-07~ga", "?version" },
        { "?version=2023-02-31", "?version" },
        { "?version=2024-13-01", "?version" },
        { "?version=2023-09-07%0A", "?version" },
        { "?version=2023-09-07&version=2023-09-07", "?version" },
        { SnykCaller.Version + "&colour=red", "?colour" },
        { SnykCaller.Version + "&limit=5", "?limit" },
        { SnykCaller.Version + "&limit=15", "?limit" },
        { SnykCaller.Version + "&limit=110", "?limit" },
        { SnykCaller.Version + "&limit=-10", "?limit" },
        { SnykCaller.Version + "&limit=ten", "?limit" },
        { SnykCaller.Version + "&limit=99999999999999999999", "?limit" },
        { SnykCaller.Version + "&limit=10&limit=20", "?limit" },
        { SnykCaller.Version + "&starting_after=x", "?starting_after" },
        { SnykCaller.Version + "&starting_after=", "?starting_after" },
        { SnykCaller.Version + "&ending_before=v1.AAAA", "?ending_before" },
        { SnykCaller.Version + "&ending_before=v1.__________________________________8&limit=1", "?limit ?ending_before" },
        { SnykCaller.Version + "&starting_after=v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&ending_before=v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "?ending_before" },
    };

    [Theory]
    [MemberData(nameof(WrongAccounts))]
    [Trait("Requirement", "17")]
    [Trait("Requirement", "24")]
    [Trait("Requirement", "25")]
    [Trait("Requirement", "28")]
    public async Task A_wrong_account_is_refused_with_a_pointer_to_each_wrong_field(string body, string pointers)
    {
        foreach (var root in new[] { fixture.GroupAccounts, fixture.OrgAccounts })
        {
            await fixture.Admin.SendAsync(HttpMethod.Post, root, body).ErrorsAsync(HttpStatusCode.BadRequest, Sources(pointers));
        }
    }

    [Theory]
    [MemberData(nameof(WrongQueries))]
    [Trait("Requirement", "55")]
    public async Task A_wrong_query_is_refused_with_the_name_of_each_wrong_parameter(string query, string parameters)
    {
        foreach (var root in new[] { fixture.GroupAccounts, fixture.OrgAccounts, $"/rest/tenants/{fixture.Server.TenantId}/roles" })
        {
            await fixture.Admin.GetAsync(root + query).ErrorsAsync(HttpStatusCode.BadRequest, Sources(parameters));
        }
    }

    [Theory]
    [InlineData("2023-09-06")]
    [InlineData("2022-01-01~beta")]
    [InlineData("0001-01-01")]
    public async Task Before_the_first_version_there_is_nothing(string version)
    {
        var errors = await fixture.Admin.GetAsync($"{fixture.OrgAccounts}?version={version}").ErrorsAsync(HttpStatusCode.NotFound);

        Assert.Contains("2023-09-07", errors[0]!.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"attributes\":{\"name\":\"a\"}}}", "/data/id")]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"id\":\"01990000-0000-7000-8000-000000000005\",\"attributes\":{\"name\":\"a\"}}}", "/data/id")]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"id\":\"{id}\",\"attributes\":{}}}", "/data/attributes/name")]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"id\":\"{id}\",\"attributes\":{\"name\":\"a\",\"role_id\":\"x\"}}}", "/data/attributes/role_id")]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"id\":\"{id}\",\"attributes\":{\"name\":\" \"}}}", "/data/attributes/name")]
    [InlineData("{\"data\":{\"type\":\"x\",\"id\":\"{id}\"}}", "/data/type /data/attributes")]
    [Trait("Requirement", "34")]
    [Trait("Requirement", "52")]
    public async Task Nothing_but_the_name_is_changed(string body, string pointers)
    {
        foreach (var root in new[] { fixture.GroupAccounts, fixture.OrgAccounts })
        {
            var id = (await AddAsync(root)).Id();

            await fixture.Admin.SendAsync(HttpMethod.Patch, $"{root}/{id}", body.Replace("{id}", id, StringComparison.Ordinal))
                .ErrorsAsync(HttpStatusCode.BadRequest, Sources(pointers));
        }
    }

    [Theory]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"attributes\":{}}}", "/data/attributes/mode")]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"attributes\":{\"mode\":\"rotate\"}}}", "/data/attributes/mode")]
    [InlineData("{\"data\":{\"attributes\":{\"mode\":\"create\"}}}", "/data/type")]
    [InlineData("{\"data\":{\"type\":\"service_account\",\"attributes\":{\"mode\":\"create\",\"ttl\":1}}}", "/data/attributes/ttl")]
    public async Task A_wrong_wish_for_secrets_is_refused(string body, string pointers)
    {
        var id = (await AddAsync(fixture.OrgAccounts, "oauth_client_secret")).Id();

        await fixture.Admin.SendAsync(HttpMethod.Post, $"{fixture.OrgAccounts}/{id}/secrets", body)
            .ErrorsAsync(HttpStatusCode.BadRequest, Sources(pointers));
    }

    [Fact]
    public async Task A_name_is_there_once_in_a_group_or_org()
    {
        foreach (var root in new[] { fixture.GroupAccounts, fixture.OrgAccounts })
        {
            var (one, other) = (await AddAsync(root), await AddAsync(root));
            var name = one.Attributes().Text("name");

            await fixture.Admin.PostAsync(root, SnykCaller.NewAccount(SystemRole.Member.Id, "api_key", ("name", name)))
                .ErrorsAsync(HttpStatusCode.BadRequest, A + "name");
            await fixture.Admin.PatchAsync($"{root}/{other.Id()}", SnykCaller.Body(new JsonObject { ["name"] = name }, id: other.Id()))
                .ErrorsAsync(HttpStatusCode.BadRequest, A + "name");
        }
    }

    [Fact]
    public async Task A_group_takes_roles_for_groups_and_an_org_those_for_orgs()
    {
        await fixture.Admin.PostAsync(fixture.GroupAccounts, SnykCaller.NewAccount(SystemRole.OrgAdmin.Id))
            .ErrorsAsync(HttpStatusCode.BadRequest, A + "role_id");
        await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.GroupAdmin.Id))
            .ErrorsAsync(HttpStatusCode.BadRequest, A + "role_id");
        await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.TenantAdmin.Id))
            .ErrorsAsync(HttpStatusCode.BadRequest, A + "role_id");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/vnd.api+json; charset=utf-16")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_refused(string? mediaType)
    {
        var body = SnykCaller.NewAccount(SystemRole.Member.Id).ToJsonString();

        await fixture.Admin.SendAsync(HttpMethod.Post, fixture.OrgAccounts, body, mediaType).ErrorsAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var body = $"{{\"data\":\"{new string('a', 2_000_000)}\"}}";

        await fixture.Admin.SendAsync(HttpMethod.Post, fixture.OrgAccounts, body).ErrorsAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_there_is_not_is_404()
    {
        await fixture.Admin.GetAsync("/rest/nothing").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.SendAsync(HttpMethod.Put, fixture.OrgAccounts, "{}").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.GetAsync("/rest/orgs/x/service_accounts").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.GetAsync($"{fixture.OrgAccounts}/x").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.GetAsync($"/rest/orgs/{fixture.Group}/service_accounts").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.GetAsync($"/rest/groups/{fixture.Org}/service_accounts").ErrorsAsync(HttpStatusCode.NotFound);
        await fixture.Admin.GetAsync($"/v1/group/{fixture.Org}/roles").ErrorsAsync(HttpStatusCode.BadRequest, "?version");
        await fixture.Admin.GetAsync($"/v1/group/{fixture.Org}/roles?").ErrorsAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_sends_no_credential_or_two_is_refused()
    {
        var nobody = new SnykCaller(fixture.Server, null);
        await nobody.GetAsync(fixture.OrgAccounts).ErrorsAsync(HttpStatusCode.Unauthorized);
        await nobody.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.Member.Id)).ErrorsAsync(HttpStatusCode.Unauthorized);
        await new SnykCaller(fixture.Server, "token x").GetAsync("/rest/self").ErrorsAsync(HttpStatusCode.Unauthorized);
        var errors = await fixture.Admin.SendAsync(
            HttpMethod.Get, fixture.OrgAccounts, headers: ("X-API-Key", fixture.Server.AdminToken)).ErrorsAsync(HttpStatusCode.BadRequest);
        Assert.Equal("ambiguous_credentials", errors[0]!.Text("code"));
    }

    [Fact]
    [Trait("Requirement", "14")]
    public async Task Each_operation_needs_its_own_permission()
    {
        // A member reads and does nothing else; an account without a role of ours does not even read.
        var member = (await AddAsync(fixture.OrgAccounts)).Attributes().Text("api_key");
        var target = await AddAsync(fixture.OrgAccounts, "oauth_client_secret");
        var (reader, path) = (new SnykCaller(fixture.Server, "token " + member), $"{fixture.OrgAccounts}/{target.Id()}");
        var defaultOnly = (await AddAsync(fixture.OrgAccounts, role: SystemRole.ApiDefault)).Attributes().Text("api_key");
        var nobody = new SnykCaller(fixture.Server, "token " + defaultOnly);
        await reader.GetAsync(path).DocumentAsync();
        await reader.GetAsync(fixture.OrgAccounts).DocumentAsync();

        await nobody.GetAsync(path).ErrorsAsync(HttpStatusCode.Forbidden);
        await nobody.GetAsync(fixture.OrgAccounts).ErrorsAsync(HttpStatusCode.Forbidden);
        await nobody.GetAsync($"/v1/group/{fixture.Group}/roles?").ErrorsAsync(HttpStatusCode.Forbidden);
        await reader.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.Member.Id)).ErrorsAsync(HttpStatusCode.Forbidden);
        await reader.PatchAsync(path, SnykCaller.Body(new JsonObject { ["name"] = "x" }, id: target.Id())).ErrorsAsync(HttpStatusCode.Forbidden);
        await reader.PostAsync(path + "/secrets", SnykCaller.Secrets("create")).ErrorsAsync(HttpStatusCode.Forbidden);
        await reader.DeleteAsync(path).ErrorsAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nobody_makes_an_account_that_holds_more_than_they_do()
    {
        var role = await fixture.Native.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("organization", "service_account.create", "service_account.read"))
            .JsonAsync(HttpStatusCode.Created);
        var made = await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(Guid.Parse(role.Text("id"))))
            .DocumentAsync(HttpStatusCode.Created);
        var creator = new SnykCaller(fixture.Server, "token " + made.Attributes().Text("api_key"));

        var errors = await creator.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(SystemRole.OrgAdmin.Id)).ErrorsAsync(HttpStatusCode.Forbidden);

        Assert.Equal("above_own_privileges", errors[0]!.Text("code"));
        await creator.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(Guid.Parse(role.Text("id")))).DocumentAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_account_of_a_group_says_its_type_and_one_of_an_org_may_leave_it_out()
    {
        var request = SnykCaller.NewAccount(SystemRole.Member.Id);
        request["data"]!.AsObject().Remove("type");

        await fixture.Admin.PostAsync(fixture.GroupAccounts, request).ErrorsAsync(HttpStatusCode.BadRequest, "/data/type");
        await fixture.Admin.PostAsync(fixture.OrgAccounts, request).DocumentAsync(HttpStatusCode.Created);
    }

    private Task<JsonObject> AddAsync(string root, string authType = "api_key", SystemRole? role = null) =>
        fixture.Admin.PostAsync(root, SnykCaller.NewAccount((role ?? SystemRole.Member).Id, authType)).DocumentAsync(HttpStatusCode.Created);

    // A good account of which a test says some things anew.
    private static string Account(string members)
    {
        var parts = new[] { "\"name\":\"new\"", "\"role_id\":" + Role, "\"auth_type\":\"api_key\"" }
            .Where(part => !members.Contains(part[..part.IndexOf(':', StringComparison.Ordinal)] + ":", StringComparison.Ordinal));
        return $"{{\"data\":{{\"type\":\"service_account\",\"attributes\":{{{string.Join(',', parts.Append(members))}}}}}}}";
    }

    private static string[] Sources(string sources) => sources.Split(' ');
}
