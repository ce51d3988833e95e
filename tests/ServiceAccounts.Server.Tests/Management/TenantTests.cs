using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Tenants: made at system, and changed by their own administrators as far as those may.</summary>
public sealed class TenantTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Unknown = "01990000-0000-7000-8000-00000000ffff";

    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    public async Task A_tenant_is_answered_as_it_was_made()
    {
        var realm = SecondTenant.NewRealm();
        var request = new JsonObject
        {
            ["name"] = " Acme ",
            ["realm"] = realm,
            ["host_label"] = realm + "-host",
            ["region"] = "EU",
            ["maximum_service_accounts"] = 7,
            ["identifier_prefixes"] = new JsonArray("https://api.acme.example/", "urn:acme:"),
            ["minimum_ttl_seconds"] = 120,
            ["maximum_ttl_seconds"] = 600,
        };

        using var created = await Administrator.PostAsync(ApiCaller.Tenants, request);
        var tenant = await created.JsonAsync();

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("\"1\"", created.Headers.ETag!.ToString());
        Expect.Shape(
            tenant, "id uuid", "name string", "realm string", "host_label string", "region string", "maximum_service_accounts number",
            "identifier_prefixes array", "minimum_ttl_seconds number", "maximum_ttl_seconds number", "policy null", "default_api_id uuid",
            "default_organization_id uuid", "created_at time");
        request["name"] = "Acme";
        Assert.All(request, member => Assert.True(JsonNode.DeepEquals(member.Value, tenant[member.Key]), member.Key));
        Assert.Equal($"{Server.Issuer}{ApiCaller.Tenants}/{tenant["id"]}", created.Headers.Location!.ToString());
        Assert.True(JsonNode.DeepEquals(tenant, await Administrator.GetAsync(created.Headers.Location.PathAndQuery).JsonAsync()));
        var entry = Assert.Single(await Server.LedgerAsync(), e => e.SubjectId == Guid.Parse(Text(tenant["id"])));
        Assert.Equal(("tenant.created", entry.SubjectId, (Guid?)null), (entry.Action, entry.TenantId, entry.PrincipalId));
    }

    [Fact]
    [Trait("Requirement", "9")]
    public async Task What_is_not_given_has_a_default()
    {
        var realm = SecondTenant.NewRealm();

        var tenant = await Administrator.PostAsync(ApiCaller.Tenants, Request(realm)).JsonAsync(HttpStatusCode.Created);

        Expect.Shape(
            tenant, "id uuid", "name string", "realm string", "host_label string", "region string", "maximum_service_accounts null",
            "identifier_prefixes array", "minimum_ttl_seconds null", "maximum_ttl_seconds null", "policy null", "default_api_id uuid",
            "default_organization_id uuid", "created_at time");
        Assert.Equal((realm, "US1"), (Text(tenant["host_label"]), Text(tenant["region"])));
        Assert.Empty(tenant["identifier_prefixes"]!.AsArray());
        var any = Request(SecondTenant.NewRealm());
        any["identifier_prefixes"] = null;
        Assert.Null((await Administrator.PostAsync(ApiCaller.Tenants, any).JsonAsync(HttpStatusCode.Created))["identifier_prefixes"]);
    }

    [Fact]
    public async Task A_new_tenant_is_used_at_once()
    {
        var realm = SecondTenant.NewRealm();
        var tenant = await Administrator.PostAsync(ApiCaller.Tenants, Request(realm)).JsonAsync(HttpStatusCode.Created);
        var query = $"?tenant={tenant["id"]}";

        var organization = await MadeAsync(ApiCaller.Organizations, OrganizationTests.Request("organization", null));
        await MadeAsync(ApiCaller.Users, NewUser.Request());
        var request = ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id);
        request["organization_id"] = Text(organization["id"]);
        var application = (await MadeAsync(ApiCaller.Accounts, request))["applications"]![0]!;

        using var issued = await Server.RequestTokenAsync(
            SecretClient.BasicOf(Text(application["client_id"]), Text(application["secrets"]![0]!["client_secret"])),
            ("grant_type", "client_credentials"));
        var token = new JsonWebToken((await issued.MemberAsync("access_token"))!);
        Assert.Equal([$"{Server.Issuer}/apis/{realm}"], token.Audiences);
        Assert.Equal(Text(tenant["id"]), token.GetClaim("tenant_id").Value);

        async Task<JsonObject> MadeAsync(string list, JsonObject body)
        {
            Server.Time.Advance(TimeSpan.FromMilliseconds(1));
            using var created = await Administrator.PostAsync(list + query, body);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            Assert.EndsWith(query, created.Headers.Location!.ToString(), StringComparison.Ordinal);
            await Administrator.GetAsync(created.Headers.Location.PathAndQuery).StatusAsync(HttpStatusCode.OK);
            return await created.JsonAsync();
        }
    }

    [Theory]
    [InlineData("name", null)]
    [InlineData("realm", null)]
    [InlineData("realm", "\"\"")]
    [InlineData("realm", "\"Upper\"")]
    [InlineData("realm", "\"a/b\"")]
    [InlineData("realm", "\"-a\"")]
    [InlineData("realm", "\"a-\"")]
    [InlineData("realm", "\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234\"")]
    [InlineData("host_label", "\"a.b\"")]
    [InlineData("host_label", "\"\"")]
    [InlineData("region", "\"MARS\"")]
    [InlineData("region", "\"eu\"")]
    [InlineData("maximum_service_accounts", "-1")]
    [InlineData("maximum_service_accounts", "9999999999")]
    [InlineData("identifier_prefixes", "[\"\"]")]
    [InlineData("identifier_prefixes", "[null]")]
    [InlineData("identifier_prefixes", "[\"a b\"]")]
    [InlineData("identifier_prefixes", "\"https://a\"")]
    [InlineData("minimum_ttl_seconds", "59")]
    [InlineData("maximum_ttl_seconds", "86401")]
    [InlineData("default_api_id", "\"01990000-0000-7000-8000-00000000ffff\"")]
    public async Task A_wrong_member_is_refused_by_name(string member, string? json)
    {
        var request = Request(SecondTenant.NewRealm());
        request.Remove(member);
        if (json is not null)
        {
            request[member] = JsonNode.Parse(json);
        }

        await Administrator.PostAsync(ApiCaller.Tenants, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);
    }

    [Fact]
    public async Task No_prefix_reaches_below_the_issuer_and_there_are_fifty_at_most()
    {
        var request = Request(SecondTenant.NewRealm());
        request["identifier_prefixes"] = new JsonArray(Server.Issuer + "/apis/");
        await Administrator.PostAsync(ApiCaller.Tenants, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "identifier_prefixes");
        request["identifier_prefixes"] = new JsonArray([.. Enumerable.Range(0, 51).Select(i => JsonValue.Create($"urn:{i}"))]);
        await Administrator.PostAsync(ApiCaller.Tenants, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "identifier_prefixes");
    }

    [Fact]
    public async Task Of_ten_tenants_of_one_realm_made_at_a_time_one_is_made()
    {
        var realm = SecondTenant.NewRealm();
        var codes = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            var request = Request(realm);
            request["host_label"] = SecondTenant.NewRealm();
            using var response = await Administrator.PostAsync(ApiCaller.Tenants, request);
            return response.StatusCode == HttpStatusCode.Created ? "made" : await response.MemberAsync("code");
        }));

        Assert.Single(codes, "made");
        Assert.Equal(9, codes.Count(code => code == "realm_taken"));
        var label = Request(SecondTenant.NewRealm());
        label["host_label"] = (await Administrator.PostAsync(ApiCaller.Tenants, Request(SecondTenant.NewRealm())).JsonAsync(HttpStatusCode.Created))["realm"]!.DeepClone();
        await Administrator.PostAsync(ApiCaller.Tenants, label).ProblemAsync(HttpStatusCode.Conflict, "host_label_taken");
    }

    [Fact]
    public async Task A_realm_that_was_left_belongs_to_whoever_has_its_identifiers()
    {
        var other = await SecondTenant.AddAsync(Server);
        var url = $"{ApiCaller.Tenants}/{other.Id}";
        var renamed = SecondTenant.NewRealm();
        var label = SecondTenant.NewRealm();
        var tenant = await Administrator.PatchAsync(url, new JsonObject { ["realm"] = renamed, ["host_label"] = label }).JsonAsync();
        Assert.Equal((renamed, label), (Text(tenant["realm"]), Text(tenant["host_label"])));

        var api = await other.Administrator.GetAsync($"{ApiCaller.Apis}/{other.ApiId}").JsonAsync();
        Assert.Equal(other.ApiIdentifier, Text(api["identifier"]));
        await Administrator.PostAsync(ApiCaller.Tenants, Request(other.Realm)).ProblemAsync(HttpStatusCode.Conflict, "realm_taken");
        await Administrator.PatchAsync($"{ApiCaller.Tenants}/{Server.TenantId}", new JsonObject { ["realm"] = renamed })
            .ProblemAsync(HttpStatusCode.Conflict, "realm_taken");
        await Administrator.PatchAsync(url, new JsonObject { ["realm"] = other.Realm }).JsonAsync();
    }

    [Fact]
    public async Task A_tenants_administrator_sees_and_changes_their_own_and_nothing_that_is_set_at_system()
    {
        var other = await SecondTenant.AddAsync(Server);
        var url = $"{ApiCaller.Tenants}/{other.Id}";
        var changed = await other.Administrator.PatchAsync(
            url, new JsonObject { ["name"] = "Ours", ["minimum_ttl_seconds"] = 90, ["default_api_id"] = other.ApiId.ToString() }, "\"1\"").JsonAsync();
        Assert.Equal(("Ours", 90), (Text(changed["name"]), changed["minimum_ttl_seconds"]!.GetValue<int>()));

        foreach (var member in new[] { "realm", "host_label", "region", "maximum_service_accounts", "identifier_prefixes" })
        {
            var problem = await other.Administrator.PatchAsync(url, new JsonObject { [member] = null })
                .ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
            Assert.Contains($"Setting {member} needs tenant.manage at system", Text(problem["detail"]), StringComparison.Ordinal);
        }

        await other.Administrator.PostAsync(ApiCaller.Tenants, Request(SecondTenant.NewRealm()))
            .ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await other.Administrator.DeleteAsync(url).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        Assert.Equal([other.Id.ToString()], await IdsAsync(other.Administrator));
        foreach (var foreign in new[] { Server.TenantId.ToString(), Unknown })
        {
            await other.Administrator.GetAsync($"{ApiCaller.Tenants}/{foreign}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
            await other.Administrator.PatchAsync($"{ApiCaller.Tenants}/{foreign}", new JsonObject()).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            await other.Administrator.DeleteAsync($"{ApiCaller.Tenants}/{foreign}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }

        await Administrator.GetAsync($"{ApiCaller.Tenants}/{Unknown}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var all = await IdsAsync(Administrator);
        Assert.Contains(Server.TenantId.ToString(), all);
        Assert.Contains(other.Id.ToString(), all);
    }

    [Fact]
    public async Task Reading_and_changing_need_their_permissions()
    {
        var url = $"{ApiCaller.Tenants}/{Server.TenantId}";
        var nobody = await ApiCaller.WithApiTokenAsync(Server);
        var member = await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id);

        await nobody.GetAsync(url).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await nobody.GetAsync(ApiCaller.Tenants).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        await nobody.PatchAsync(url, new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");

        // It is bound at an organization, and a tenant lies above that.
        await member.GetAsync(url).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        var (_, reader) = await NewUser.AddAsync(Server, SystemRole.Member);
        await reader.GetAsync(url).StatusAsync(HttpStatusCode.OK);
        Assert.Equal([Server.TenantId.ToString()], await IdsAsync(reader));
        await reader.PatchAsync(url, new JsonObject()).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task A_stale_change_is_refused_and_one_of_nothing_leaves_no_trace()
    {
        var other = await SecondTenant.AddAsync(Server);
        var url = $"{ApiCaller.Tenants}/{other.Id}";
        var patch = new JsonObject { ["identifier_prefixes"] = new JsonArray("urn:a:", "urn:a:"), ["maximum_service_accounts"] = 3, ["region"] = "DE" };
        using var changed = await Administrator.PatchAsync(url, patch);
        Assert.Equal("\"2\"", changed.Headers.ETag!.ToString());
        Assert.Equal(["urn:a:"], (await changed.JsonAsync())["identifier_prefixes"]!.AsArray().Select(Text));
        var before = (await Server.LedgerAsync()).Count;

        await Administrator.PatchAsync(url, new JsonObject { ["name"] = "x" }, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        await Administrator.DeleteAsync(url, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        using var same = await Administrator.PatchAsync(url, patch);
        Assert.Equal("\"2\"", same.Headers.ETag!.ToString());
        Assert.Equal(before, (await Server.LedgerAsync()).Count);

        var reset = await Administrator.PatchAsync(
            url, new JsonObject { ["identifier_prefixes"] = null, ["maximum_service_accounts"] = null, ["region"] = null }).JsonAsync();
        Assert.Equal((null, null, "US1"), (reset["identifier_prefixes"], reset["maximum_service_accounts"], Text(reset["region"])));
    }

    internal static JsonObject Request(string realm) => new() { ["name"] = realm, ["realm"] = realm };

    private static async Task<string[]> IdsAsync(ApiCaller caller) =>
        [.. (await caller.GetAsync(ApiCaller.Tenants + "?limit=200").JsonAsync())["items"]!.AsArray().Select(item => Text(item!["id"]))];

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
