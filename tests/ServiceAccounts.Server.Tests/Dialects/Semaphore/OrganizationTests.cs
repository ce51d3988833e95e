using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>The organization is named by the host's first label, or else by the token; nothing of another one exists.</summary>
public sealed class OrganizationTests(SemaphoreServer fixture) : IClassFixture<SemaphoreServer>
{
    private RunningServer Server => fixture.Server;

    [Theory]
    [Trait("Requirement", "66")]
    [InlineData("default." + SemaphoreServer.Domain, HttpStatusCode.OK)]
    [InlineData("DEFAULT.Semaphore.Test", HttpStatusCode.OK)]
    [InlineData("default." + SemaphoreServer.Domain + ":8443", HttpStatusCode.OK)]
    [InlineData("another.example.com", HttpStatusCode.OK)]
    [InlineData("nobody." + SemaphoreServer.Domain, HttpStatusCode.NotFound)]
    [InlineData("a.default." + SemaphoreServer.Domain, HttpStatusCode.NotFound)]
    public async Task The_first_label_names_the_organization(string host, HttpStatusCode status)
    {
        var client = new SemaphoreClient(Server, Server.AdminToken) { Host = host };

        using var answer = await client.GetAsync(Accounts);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    [Trait("Requirement", "66")]
    public async Task A_host_and_a_token_of_two_organizations_find_nothing()
    {
        var (tenant, client) = await OfSecondTenantAsync(Server);
        var (_, token) = await fixture.Owner.NewAccountAsync();
        var theirs = $"{tenant.Realm}.{SemaphoreServer.Domain}";

        await client.GetAsync(Accounts).OkAsync();
        Assert.Equal(
            "There is no such organization.", await new SemaphoreClient(Server, token) { Host = theirs }.GetAsync(Accounts).ErrorAsync(HttpStatusCode.NotFound));

        // Who operates the server acts in whatever tenant the host names.
        var made = await new SemaphoreClient(Server, Server.AdminToken) { Host = theirs }
            .PostAsync(Accounts, new JsonObject { ["name"] = NewName() }).OkAsync();
        Assert.Equal(tenant.OrganizationId.ToString(), made["service_account"]!["org_id"]!.GetValue<string>());
        await client.GetAsync(Of(made["service_account"].IdOf())).OkAsync();
    }

    [Fact]
    public async Task Every_route_with_an_id_answers_404_to_another_organization_and_changes_nothing()
    {
        var (_, stranger) = await OfSecondTenantAsync(Server);
        var owner = fixture.Owner;
        var (account, token) = await owner.NewAccountAsync();
        var role = await owner.PostAsync(Roles, new JsonObject { ["name"] = NewName(), ["permissions"] = new JsonArray("organization.view") }).OkAsync();
        var group = await owner.PostAsync(AllGroups, new JsonObject { ["name"] = NewName(), ["member_ids"] = new JsonArray(account) }).OkAsync();
        using var document = await Server.Http.GetAsync("/openapi/semaphore.json");
        var routes = (await document.JsonAsync())["paths"]!.AsObject().Where(path => path.Key.Contains('{', StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, Method: operation.Key))).ToList();
        Assert.Equal(13, routes.Count);

        foreach (var (template, method) in routes)
        {
            var path = template.Replace("service_accounts/{id}", $"service_accounts/{account}", StringComparison.Ordinal)
                .Replace("roles/{id}", $"roles/{role.IdOf()}", StringComparison.Ordinal)
                .Replace("groups/{id}", $"groups/{group.IdOf()}", StringComparison.Ordinal)
                .Replace("{subject_id}", account, StringComparison.Ordinal);
            Assert.DoesNotContain("{", path, StringComparison.Ordinal);
            var body = method switch
            {
                "put" => new JsonObject { ["role_id"] = SystemRole.Member.Id.ToString() }.ToJsonString(),
                "patch" => "{\"name\":\"stolen\"}",
                _ => null,
            };
            await stranger.SendAsync(new HttpMethod(method.ToUpperInvariant()), path, body).ErrorAsync(HttpStatusCode.NotFound);
        }

        await new SemaphoreClient(Server, token).GetAsync(Accounts).DeniedAsync();
        Assert.NotEqual("stolen", (await owner.GetAsync(Of(account)).OkAsync())["name"]!.GetValue<string>());
        await owner.GetAsync($"{Roles}/{role.IdOf()}").OkAsync();
        Assert.Single((await owner.GetAsync($"{AllGroups}/{group.IdOf()}").OkAsync())["member_ids"]!.AsArray());
    }

    [Fact]
    public async Task Lists_show_an_organization_its_own_alone()
    {
        var (_, stranger) = await OfSecondTenantAsync(Server);
        var (account, _) = await stranger.NewAccountAsync();
        var (mine, _) = await fixture.Owner.NewAccountAsync();

        var theirs = (await stranger.GetAsync(Accounts).OkAsync())["service_accounts"]!.AsArray();
        Assert.Equal([account], theirs.Select(shown => shown.IdOf()));
        Assert.DoesNotContain(account, await fixture.Owner.GetAsync(Accounts).StatusAsync(HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.DoesNotContain(mine, await stranger.GetAsync($"{Members}?member_type=service_account").StatusAsync(HttpStatusCode.OK), StringComparison.Ordinal);
        await fixture.Owner.PostAsync(AllGroups, new JsonObject { ["name"] = NewName(), ["member_ids"] = new JsonArray(account) })
            .ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Service_accounts_of_the_tenants_other_organizations_do_not_exist_here()
    {
        Server.Time.Advance(TimeSpan.FromSeconds(1)); // The tenant's first organization is the one that was made first.
        var other = (await ApiCaller.Administrator(Server)
            .PostAsync(ApiCaller.Organizations, new JsonObject { ["name"] = NewName(), ["kind"] = "organization" }).JsonAsync(HttpStatusCode.Created)).IdOf();
        var request = ApiCaller.NewAccount("api_key");
        request["organization_id"] = other;
        var elsewhere = (await Server.CreateAccountAsync(request)).IdOf();
        var owner = fixture.Owner;

        await owner.GetAsync(Of(elsewhere)).ErrorAsync(HttpStatusCode.NotFound);
        await owner.PatchAsync(Of(elsewhere), new JsonObject { ["name"] = "x" }).ErrorAsync(HttpStatusCode.NotFound);
        await owner.DeleteAsync(Of(elsewhere)).ErrorAsync(HttpStatusCode.NotFound);
        foreach (var action in new[] { "deactivate", "reactivate", "regenerate_token" })
        {
            await owner.PostAsync(Of(elsewhere, action)).ErrorAsync(HttpStatusCode.NotFound);
        }

        await owner.PutAsync($"{Members}/{elsewhere}/role", new JsonObject { ["role_id"] = SystemRole.Member.Id.ToString() })
            .ErrorAsync(HttpStatusCode.NotFound);
        Assert.DoesNotContain(elsewhere, await owner.GetAsync(Accounts).StatusAsync(HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.DoesNotContain(elsewhere, await owner.GetAsync($"{Members}?member_type=service_account").StatusAsync(HttpStatusCode.OK), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_done_and_what_is_refused_is_in_the_journal_as_done_here()
    {
        var (id, token) = await fixture.Owner.NewAccountAsync();
        await fixture.Owner.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = SystemRole.Member.Id.ToString() }).OkAsync();
        await fixture.Owner.PostAsync(Of(id, "deactivate")).OkAsync();
        await fixture.Owner.PostAsync(Of(id, "reactivate")).OkAsync();
        var machine = new SemaphoreClient(Server, token);
        await machine.DeleteAsync(Of(id)).DeniedAsync();
        await machine.PutAsync($"{Members}/{id}/role", new JsonObject { ["role_id"] = SystemRole.OrgAdmin.Id.ToString() }).DeniedAsync();
        await fixture.Owner.PostAsync(Of(id, "regenerate_token")).OkAsync();
        await fixture.Owner.DeleteAsync(Of(id)).OkAsync();

        var entries = (await ApiCaller.Administrator(Server).GetAsync($"/management/v1/journal?principal_id={id}&order=asc").JsonAsync())["items"]!.AsArray();

        Assert.All(entries, entry => Assert.Equal("semaphore", entry!["surface"]!.GetValue<string>()));
        var actions = entries.Select(entry => entry!["action"]!.GetValue<string>()).ToList();
        Assert.Subset(
            actions.ToHashSet(),
            new HashSet<string>
            {
                "service_account.created", "service_account.role_bound", "service_account.deactivated", "service_account.activated",
                "api_token.regenerated", "service_account.deleted", "operation.refused",
            });
        var refused = entries.Where(entry => entry!["action"]!.GetValue<string>() == "operation.refused")
            .Select(entry => entry!["details"]!["operation"]!.GetValue<string>());
        Assert.Equal(["SemaphoreAssignMemberRole", "SemaphoreDestroyServiceAccount"], refused.Order(StringComparer.Ordinal));
    }
}
