using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>Roles: made of Snyk's permissions or of the tenant's own, and given to accounts.</summary>
public sealed class SnykRoleTests(SnykServer fixture) : IClassFixture<SnykServer>
{
    private string Roles => $"/rest/tenants/{fixture.Server.TenantId}/roles";

    [Fact]
    public async Task A_role_lives_from_creation_to_deletion()
    {
        var made = await fixture.Admin.PostAsync(Roles, NewRole("org.service_account.read", "org.service_account.edit", "api:read"))
            .DocumentAsync(HttpStatusCode.Created);
        Expect.Shape(made, "jsonapi object", "data object", "links object");
        Expect.Shape(made["data"], "id uuid", "type string", "attributes object");
        Expect.Shape(made.Attributes(), "name string", "description string", "custom boolean", "permissions array");
        Assert.Equal("tenant_role", made["data"]!.Text("type"));
        Assert.Equal(["api:read", "org.service_account.edit", "org.service_account.read"], Permissions(made));
        var native = await fixture.Native.GetAsync($"{ApiCaller.Roles}/{made.Id()}").JsonAsync();
        Assert.Equal("organization", native.Text("level"));
        Assert.Equal(
            ["api:read", "service_account.credentials", "service_account.read", "service_account.update"],
            native["permissions"]!.AsArray().Select(permission => permission!.GetValue<string>()));

        var path = $"{Roles}/{made.Id()}";
        Assert.True(JsonNode.DeepEquals(made, await fixture.Admin.GetAsync(path).DocumentAsync()));
        var listed = await fixture.Admin.GetAsync($"{Roles}{SnykCaller.Version}&custom=true&limit=100&name={Uri.EscapeDataString(made.Attributes().Text("name"))}").DocumentAsync();
        Assert.Equal(made.Id(), Assert.Single(listed["data"]!.AsArray())!.Text("id"));
        Assert.Contains("custom=true", listed["links"]!.Text("self"), StringComparison.Ordinal);

        var change = SnykCaller.Body(new JsonObject { ["permissions"] = new JsonArray("org.read") }, "tenant_role", made.Id());
        Assert.Equal(["org.read"], Permissions(await fixture.Admin.PatchAsync(path, change).DocumentAsync()));
        await fixture.Admin.DeleteAsync(path).StatusAsync(HttpStatusCode.NoContent);
        await fixture.Admin.GetAsync(path).ErrorsAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("tenant", "tenant.roles.read", "org.read")]
    [InlineData("group", "group.service_account.read", "org.read")]
    [InlineData("organization", "org.read")]
    [InlineData("organization", "api:read")]
    public async Task A_role_is_for_the_widest_place_that_its_permissions_name(string level, params string[] permissions)
    {
        var made = await fixture.Admin.PostAsync(Roles, NewRole(permissions)).DocumentAsync(HttpStatusCode.Created);

        Assert.Equal(level, (await fixture.Native.GetAsync($"{ApiCaller.Roles}/{made.Id()}").JsonAsync()).Text("level"));
    }

    [Fact]
    public async Task A_role_that_somebody_has_stays()
    {
        var role = (await fixture.Admin.PostAsync(Roles, NewRole("org.read")).DocumentAsync(HttpStatusCode.Created)).Id();
        await fixture.Admin.PostAsync(fixture.OrgAccounts, SnykCaller.NewAccount(Guid.Parse(role))).DocumentAsync(HttpStatusCode.Created);

        var errors = await fixture.Admin.DeleteAsync($"{Roles}/{role}").ErrorsAsync(HttpStatusCode.BadRequest);

        Assert.Equal("in_use", errors[0]!.Text("code"));
        Assert.DoesNotContain("force", errors[0]!.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "/data/attributes/name /data/attributes/description /data/attributes/permissions")]
    [InlineData("{\"name\":\"\",\"description\":\"x\",\"permissions\":[\"org.read\"]}", "/data/attributes/name")]
    [InlineData("{\"name\":\"123456789012345678901234567890123456789012345678901234567890x\",\"description\":\"x\",\"permissions\":[\"org.read\"]}", "/data/attributes/name")]
    [InlineData("{\"name\":\"x\",\"description\":\"\",\"permissions\":[\"org.read\"]}", "/data/attributes/description")]
    [InlineData("{\"name\":\"x\",\"description\":\"x\",\"permissions\":[]}", "/data/attributes/permissions")]
    [InlineData("{\"name\":\"x\",\"description\":\"x\",\"permissions\":[null]}", "/data/attributes/permissions/0")]
    [InlineData("{\"name\":\"x\",\"description\":\"x\",\"permissions\":[1]}", "/data/attributes/permissions/0")]
    [InlineData("{\"name\":\"x\",\"description\":\"x\",\"permissions\":[\"org.project.read\"]}", "/data/attributes/permissions")]
    public async Task A_wrong_role_is_refused(string attributes, string pointers)
    {
        await fixture.Admin.PostAsync(Roles, SnykCaller.Body(JsonNode.Parse(attributes)!.AsObject(), "tenant_role"))
            .ErrorsAsync(HttpStatusCode.BadRequest, pointers.Split(' '));
    }

    [Fact]
    public async Task A_credential_that_is_sent_for_a_name_is_in_no_link()
    {
        var credential = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        var errors = await fixture.Admin.GetAsync($"{Roles}{SnykCaller.Version}&name={credential}").ErrorsAsync(HttpStatusCode.BadRequest, "?name");
        Assert.DoesNotContain(credential, errors.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_of_a_product_is_defined_first()
    {
        var errors = await fixture.Admin.PostAsync(Roles, NewRole("org.project.read")).ErrorsAsync(HttpStatusCode.BadRequest, "/data/attributes/permissions");
        Assert.Contains("POST /management/v1/apis", errors[0]!.Text("detail"), StringComparison.Ordinal);
        var identifier = $"{fixture.Server.Issuer}/apis/default/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";
        await fixture.Native.PostAsync(
            ApiCaller.Apis,
            new JsonObject { ["identifier"] = identifier, ["name"] = "product", ["permissions"] = new JsonArray("org.project.list") })
            .JsonAsync(HttpStatusCode.Created);

        var made = await fixture.Admin.PostAsync(Roles, NewRole("org.project.list")).DocumentAsync(HttpStatusCode.Created);

        Assert.Equal(["org.project.list"], Permissions(made));
    }

    [Fact]
    public async Task Roles_that_every_tenant_has_are_read_only()
    {
        var path = $"{Roles}/{SystemRole.Member.Id}";
        var shown = await fixture.Admin.GetAsync(path).DocumentAsync();
        Assert.False(shown.Attributes()["custom"]!.GetValue<bool>());

        await fixture.Admin.DeleteAsync(path).ErrorsAsync(HttpStatusCode.BadRequest);
        await fixture.Admin.PatchAsync(path, SnykCaller.Body(new JsonObject { ["name"] = "x" }, "tenant_role")).ErrorsAsync(HttpStatusCode.BadRequest);
        await fixture.Admin.PatchAsync(path, SnykCaller.Body([], "tenant_role")).ErrorsAsync(HttpStatusCode.BadRequest, "/data/attributes");
        await fixture.Admin.PatchAsync(path, SnykCaller.Body(new JsonObject { ["name"] = "x" }, "tenant_role", Guid.Empty.ToString()))
            .ErrorsAsync(HttpStatusCode.BadRequest, "/data/id");
    }

    private static JsonObject NewRole(params string[] permissions) => SnykCaller.Body(
        new JsonObject
        {
            ["name"] = ApiCaller.NewName(),
            ["description"] = "what it is for",
            ["permissions"] = new JsonArray([.. permissions.Select(permission => JsonValue.Create(permission))]),
        },
        "tenant_role");

    private static IEnumerable<string> Permissions(JsonObject role) =>
        role.Attributes()["permissions"]!.AsArray().Select(permission => permission!.GetValue<string>());
}
