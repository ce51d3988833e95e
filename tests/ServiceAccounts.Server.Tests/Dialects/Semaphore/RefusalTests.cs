using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>Every refusal is one JSON string that says what is wrong, where, and what to do.</summary>
public sealed class RefusalTests(SemaphoreServer fixture) : IClassFixture<SemaphoreServer>
{
    private const string Unknown = "01990000-0000-7000-8000-00000000ffff";

    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData("POST", Accounts, "{}", "name:")]
    [InlineData("POST", Accounts, """{"name":""}""", "name:")]
    [InlineData("POST", Accounts, """{"name":"   "}""", "name:")]
    [InlineData("POST", Accounts, """{"name":null}""", "name:")]
    [InlineData("POST", Accounts, """{"name":5}""", "name:")]
    [InlineData("POST", Accounts, """{"name":["x"]}""", "name:")]
    [InlineData("POST", Accounts, """{"name":"a\u0000b"}""", "name:")]
    [InlineData("POST", Accounts, """{"name":"x","role_id":"x"}""", "role_id:")]
    [InlineData("POST", Accounts, """{"name":"x","name":"y"}""", "(body):")]
    [InlineData("POST", Accounts, """{"name":"x","description":false}""", "description:")]
    [InlineData("POST", Accounts, "[]", "(body):")]
    [InlineData("POST", Accounts, "null", "(body):")]
    [InlineData("POST", Accounts, "{", "(body):")]
    [InlineData("POST", Accounts, "", "(body):")]
    [InlineData("PATCH", Accounts + "/{account}", """{"name":" "}""", "name:")]
    [InlineData("PATCH", Accounts + "/{account}", """{"deactivated":true}""", "deactivated:")]
    [InlineData("PATCH", Accounts + "/{account}", "", "(body):")]
    [InlineData("PUT", Members + "/{account}/role", "{}", "role_id:")]
    [InlineData("PUT", Members + "/{account}/role", """{"role_id":"x"}""", "role_id:")]
    [InlineData("PUT", Members + "/{account}/role", """{"role_id":7}""", "role_id:")]
    [InlineData("PUT", Members + "/{account}/role", """{"role_id":"01990000-0000-7000-8000-00000000ffff"}""", "role_id:")]
    [InlineData("PUT", Members + "/{account}/role", """{"role_id":"01990000-0000-7000-8000-000000000001"}""", "role_id:")]
    [InlineData("POST", Roles, """{"permissions":["organization.view"]}""", "name:")]
    [InlineData("POST", Roles, """{"name":"x"}""", "permissions:")]
    [InlineData("POST", Roles, """{"name":"x","permissions":[]}""", "permissions:")]
    [InlineData("POST", Roles, """{"name":"x","permissions":[null]}""", "permissions:")]
    [InlineData("POST", Roles, """{"name":"x","permissions":[""]}""", "permissions:")]
    [InlineData("POST", Roles, """{"name":"x","permissions":["x#organization.view"]}""", "permissions:")]
    [InlineData("POST", Roles, """{"name":"x","permissions":"organization.view"}""", "permissions:")]
    [InlineData("POST", Roles, """{"name":"x","scope":"project","permissions":["organization.view"]}""", "scope:")]
    [InlineData("GET", Permissions + "?scope=galaxy", null, "scope:")]
    [InlineData("POST", AllGroups, "{}", "name:")]
    [InlineData("POST", AllGroups, """{"name":"x","member_ids":["x"]}""", "member_ids[0]:")]
    [InlineData("POST", AllGroups, """{"name":"x","member_ids":["01990000-0000-7000-8000-00000000ffff"]}""", "members_to_add:")]
    [InlineData("GET", AllGroups + "?page_size=x", null, "page_size:")]
    public async Task What_is_wrong_with_a_request_is_said_with_its_name(string method, string path, string? body, string begins)
    {
        var (account, _) = await fixture.Owner.NewAccountAsync();

        var said = await fixture.Owner.SendAsync(new HttpMethod(method), path.Replace("{account}", account, StringComparison.Ordinal), body)
            .ErrorAsync(HttpStatusCode.BadRequest);

        Assert.StartsWith(begins, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, 500)]
    [InlineData(255, 501)]
    public async Task Names_and_descriptions_have_an_end(int name, int description)
    {
        var body = new JsonObject { ["name"] = NewName().PadRight(name, 'x'), ["description"] = new string('x', description) };

        await fixture.Owner.PostAsync(Accounts, body).ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_wrong_request_and_no_conflict()
    {
        var name = NewName();
        await fixture.Owner.NewAccountAsync(name);

        Assert.Contains(
            "choose another", await fixture.Owner.PostAsync(Accounts, new JsonObject { ["name"] = name }).ErrorAsync(HttpStatusCode.BadRequest),
            StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Requirement", "64")]
    [InlineData("GET", Accounts)]
    [InlineData("POST", Accounts)]
    [InlineData("GET", Accounts + "/" + Unknown)]
    [InlineData("DELETE", Accounts + "/" + Unknown)]
    [InlineData("GET", Members)]
    [InlineData("GET", Roles)]
    [InlineData("GET", Permissions)]
    [InlineData("GET", AllGroups)]
    [InlineData("GET", Root + "/nothing")]
    public async Task Nothing_is_done_without_a_token_or_with_a_wrong_one(string method, string path)
    {
        await new SemaphoreClient(Server, null).SendAsync(new HttpMethod(method), path).ErrorAsync(HttpStatusCode.Unauthorized);
        await new SemaphoreClient(Server, "not-a-token").SendAsync(new HttpMethod(method), path).ErrorAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Two_credentials_are_one_too_many() =>
        await fixture.Owner.SendAsync(HttpMethod.Get, Accounts, header: ("X-API-Key", Server.AdminToken)).ErrorAsync(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("GET", Accounts + "/not-an-id", HttpStatusCode.NotFound)]
    [InlineData("GET", Accounts + "/" + Unknown, HttpStatusCode.NotFound)]
    [InlineData("GET", Accounts + "/%F0%9F%92%A9", HttpStatusCode.NotFound)]
    [InlineData("GET", Root, HttpStatusCode.NotFound)]
    [InlineData("GET", Root + "/projects", HttpStatusCode.NotFound)]
    [InlineData("PUT", Accounts, HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", Accounts + "/" + Unknown + "/deactivate", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_is_refused_in_the_same_form(string method, string path, HttpStatusCode status) =>
        await fixture.Owner.SendAsync(new HttpMethod(method), path).ErrorAsync(status);

    [Fact]
    public async Task A_body_of_another_type_or_size_is_refused_in_the_same_form()
    {
        await fixture.Owner.SendAsync(HttpMethod.Post, Accounts, "name=x", "application/x-www-form-urlencoded")
            .ErrorAsync(HttpStatusCode.UnsupportedMediaType);
        var large = new JsonObject { ["name"] = new string('x', 2 * 1024 * 1024) }.ToJsonString();
        await fixture.Owner.SendAsync(HttpMethod.Post, Accounts, large).ErrorAsync(HttpStatusCode.RequestEntityTooLarge);
        var deep = string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000));
        await fixture.Owner.SendAsync(HttpMethod.Post, Accounts, deep).ErrorAsync(HttpStatusCode.BadRequest);
        using var utf16 = new HttpRequestMessage(HttpMethod.Post, Accounts) { Content = new StringContent("{}") };
        utf16.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-16");
        await Server.Admin.SendAsync(utf16).ErrorAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Who_has_no_role_is_denied_everything()
    {
        var (_, token) = await fixture.Owner.NewAccountAsync();
        var (account, _) = await fixture.Owner.NewAccountAsync();
        var nobody = new SemaphoreClient(Server, token);
        var body = new JsonObject { ["name"] = NewName() };

        await nobody.GetAsync(Accounts).DeniedAsync();
        await nobody.PostAsync(Accounts, body).DeniedAsync();
        await nobody.GetAsync(Of(account)).DeniedAsync();
        await nobody.PatchAsync(Of(account), body).DeniedAsync();
        await nobody.DeleteAsync(Of(account)).DeniedAsync();
        foreach (var action in new[] { "deactivate", "reactivate", "regenerate_token" })
        {
            await nobody.PostAsync(Of(account, action)).DeniedAsync();
        }

        await nobody.GetAsync(Members).DeniedAsync();
        await nobody.GetAsync(Members + "?member_type=service_account").DeniedAsync();
        await nobody.PutAsync($"{Members}/{account}/role", new JsonObject { ["role_id"] = SystemRole.Member.Id.ToString() }).DeniedAsync();
        await nobody.GetAsync(Roles).DeniedAsync();
        await nobody.GetAsync($"{Roles}/{SystemRole.Member.Id}").DeniedAsync();
        await nobody.GetAsync(Permissions).DeniedAsync();
        await nobody.PostAsync(Roles, new JsonObject { ["name"] = "x", ["permissions"] = new JsonArray("organization.view") }).DeniedAsync();
        await nobody.GetAsync(AllGroups).DeniedAsync();
        await nobody.PostAsync(AllGroups, body).DeniedAsync();
        await nobody.GetAsync($"{AllGroups}/{Server.TenantId}").DeniedAsync();
    }

    [Fact]
    public async Task Nobody_gives_what_they_do_not_hold()
    {
        var organization = await Server.OrganizationAsync(OrganizationKind.Organization);
        var admin = await WithRoleAsync(Server, SystemRole.OrgAdmin, PlaceKind.Organization, organization);
        var (id, _) = await admin.NewAccountAsync();

        var said = await admin.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = SystemRole.TenantAdmin.Id.ToString() })
            .ErrorAsync(HttpStatusCode.Forbidden);
        Assert.StartsWith("Permission denied. ", said, StringComparison.Ordinal);

        await admin.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = SystemRole.OrgAdmin.Id.ToString() }).OkAsync();
        await fixture.Owner.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = SystemRole.TenantAdmin.Id.ToString() }).OkAsync();
        await admin.PostAsync(Of(id, "regenerate_token")).ErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_maximum_of_the_tenant_is_a_wrong_request()
    {
        var (tenant, client) = await OfSecondTenantAsync(Server);
        await ApiCaller.Administrator(Server).PatchAsync($"{ApiCaller.Tenants}/{tenant.Id}", new JsonObject { ["maximum_service_accounts"] = 1 }).JsonAsync();
        await client.NewAccountAsync();

        Assert.Contains(
            "maximum", await client.PostAsync(Accounts, new JsonObject { ["name"] = NewName() }).ErrorAsync(HttpStatusCode.BadRequest),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_sent_as_something_else_is_not_repeated()
    {
        var token = Server.AdminToken;
        var sent = new[]
        {
            fixture.Owner.GetAsync($"{Accounts}?page_size={token}"),
            fixture.Owner.GetAsync($"{Accounts}?{token}=1"),
            fixture.Owner.GetAsync($"{Permissions}?scope={token}"),
            fixture.Owner.PostAsync(Accounts, new JsonObject { [token] = 1 }),
            fixture.Owner.PostAsync(Roles, new JsonObject { ["name"] = "x", ["permissions"] = new JsonArray(token) }),
        };
        foreach (var sending in sent)
        {
            Assert.DoesNotContain(token, await sending.ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        }
    }
}
