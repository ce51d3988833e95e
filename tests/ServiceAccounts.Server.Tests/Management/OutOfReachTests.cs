using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What the operator holds is taken away by nobody below, nor with the group, role or organization by which it is held.</summary>
public sealed class OutOfReachTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private ApiCaller Operator => fixture.Administrator;

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_group_with_an_operator_in_it_is_deleted_by_operators_alone()
    {
        var group = await Operator.NewGroupAsync();
        await Operator.PutAsync(MemberUrl(group, await NewOperatorAsync())).StatusAsync(HttpStatusCode.NoContent);
        var tenantAdmin = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);

        await tenantAdmin.DeleteAsync($"{ApiCaller.Groups}/{group}").ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await Operator.DeleteAsync($"{ApiCaller.Groups}/{group}").StatusAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_role_that_an_operator_has_is_deleted_by_operators_alone()
    {
        var role = await Operator.NewRoleAsync("tenant", "api:read");
        await Operator.PostAsync(AccessOf(await NewOperatorAsync()) + "/role-bindings", Binding(role)).JsonAsync(HttpStatusCode.Created);
        var tenantAdmin = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);

        await tenantAdmin.DeleteAsync($"{ApiCaller.Roles}/{role}?force=true").ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await Operator.DeleteAsync($"{ApiCaller.Roles}/{role}?force=true").StatusAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_organization_at_which_an_operator_has_a_role_is_deleted_by_operators_alone()
    {
        var organization = await OrganizationTests.AddAsync(Server, Operator, "organization", null);
        await NewUser.BindAsync(
            Server, Guid.Parse(await NewOperatorAsync()), SystemRole.Member.Id, PlaceKind.Organization, Guid.Parse(organization.IdOf()));
        var tenantAdmin = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);
        var url = $"{ApiCaller.Organizations}/{organization.IdOf()}";

        await tenantAdmin.DeleteAsync(url).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await Operator.DeleteAsync(url).StatusAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_keys_of_an_operator_are_fetched_anew_by_operators_alone()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        await NewUser.BindAsync(Server, Guid.Parse(client.AccountId), SystemRole.JournalReader.Id, PlaceKind.System, Guid.Empty);
        var tenantAdmin = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);

        await tenantAdmin.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/refresh-keys")
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
    }

    [Fact]
    public async Task A_permission_that_two_apis_define_is_given_and_shown_with_the_id_of_its_api()
    {
        const string Name = "orders.move";
        await Operator.NewApiAsync($"{Server.Issuer}/apis/default/one-mover", Name);
        var second = await Operator.NewApiAsync($"{Server.Issuer}/apis/default/another-mover", Name);
        var request = ApiCaller.NewAccount("api_key");
        request["permissions"] = new JsonArray(Name);
        await Operator.PostAsync(ApiCaller.Accounts, request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "permissions");

        request["permissions"] = new JsonArray($"{second.IdOf()}#{Name}");
        var made = await Operator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);

        var shown = await Operator.GetAsync($"{ApiCaller.Accounts}/{made.IdOf()}").JsonAsync();
        Assert.Equal($"{second.IdOf()}#{Name}", Assert.Single(made["permissions"]!.AsArray())!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(made["permissions"], shown["permissions"]));
    }

    [Fact]
    public async Task The_journal_shows_by_client_what_was_done_to_it()
    {
        var client = await Server.CreateSecretClientAsync();
        var url = $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}";
        await Operator.PatchAsync(url, new JsonObject { ["access_token_ttl_seconds"] = 600 }).JsonAsync();
        await Operator.PostAsync(url + "/secrets", new JsonObject()).JsonAsync(HttpStatusCode.Created);

        var entries = await Operator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&order=asc").JsonAsync();

        Assert.Equal(
            ["service_account.created", "application.updated", "client_secret.created"],
            entries["items"]!.AsArray().Select(entry => entry!["action"]!.GetValue<string>()));
    }

    private async Task<string> NewOperatorAsync() =>
        (await NewUser.AddAsync(Server, SystemRole.JournalReader, PlaceKind.System, Guid.Empty)).Id;
}
