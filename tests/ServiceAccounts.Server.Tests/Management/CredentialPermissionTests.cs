using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Who gets hold of another's credentials gets all that they hold, and so must hold it already.</summary>
public sealed class CredentialPermissionTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_machine_that_may_rotates_its_own_credentials_and_no_others()
    {
        var role = await NewRoleAsync("self.credentials");
        var machine = await NewMachineAsync(role);
        var other = await NewMachineAsync(role);
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine, "self.credentials"));

        await caller.GetAsync(Secrets(machine)).JsonAsync();
        await caller.PostAsync(Secrets(machine), new JsonObject()).JsonAsync(HttpStatusCode.Created);
        await caller.PostAsync(Tokens(machine), new JsonObject()).JsonAsync(HttpStatusCode.Created);

        await ForbiddenAsync(caller.GetAsync(Secrets(other)), "service_account.read");
        await ForbiddenAsync(caller.PostAsync(Secrets(other), new JsonObject()), "service_account.credentials");
        await ForbiddenAsync(caller.PostAsync(Tokens(other), new JsonObject()), "service_account.credentials");
    }

    [Fact]
    public async Task A_machine_without_the_permission_changes_nothing_of_its_own()
    {
        var machine = await NewMachineAsync(SystemRole.Member.Id);
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine));

        await ForbiddenAsync(caller.PostAsync(Secrets(machine), new JsonObject()), "service_account.credentials");
        await ForbiddenAsync(caller.PostAsync($"{Secrets(machine)}/replace", new JsonObject()), "service_account.credentials");
        await ForbiddenAsync(caller.PostAsync(Tokens(machine), new JsonObject()), "service_account.credentials");
        await ForbiddenAsync(caller.PostAsync($"{Tokens(machine)}/regenerate", new JsonObject()), "service_account.credentials");
    }

    [Fact]
    public async Task Credentials_of_who_holds_more_are_out_of_reach()
    {
        var admin = await NewMachineAsync(SystemRole.TenantAdmin.Id);
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var before = (await Server.LedgerAsync()).Count;

        await AboveAsync(caller.PostAsync(Secrets(admin), new JsonObject()));
        await AboveAsync(caller.PostAsync($"{Secrets(admin)}/replace", new JsonObject()));
        await AboveAsync(caller.PostAsync($"{Secrets(admin)}/delete", new JsonObject { ["client_secret"] = admin.Secret }));
        await AboveAsync(caller.PostAsync(Tokens(admin), new JsonObject()));
        await AboveAsync(caller.PostAsync($"{Tokens(admin)}/regenerate", new JsonObject()));

        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    public async Task Credentials_of_who_holds_no_more_can_be_made()
    {
        var peer = await NewMachineAsync(SystemRole.OrgAdmin.Id);
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);

        await caller.PostAsync(Secrets(peer), new JsonObject()).JsonAsync(HttpStatusCode.Created);
        await caller.PostAsync(Tokens(peer), new JsonObject()).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_narrowed_token_of_a_user_makes_no_unnarrowed_one()
    {
        var administrator = (await Server.LedgerAsync())[0].Details;
        var id = JsonNode.Parse(administrator)!["administrator"]!.GetValue<string>();
        var made = await fixture.Administrator.PostAsync(
                $"/management/v1/principals/{id}/tokens", new JsonObject { ["scopes"] = new JsonArray("role.read") })
            .JsonAsync(HttpStatusCode.Created);
        var narrowed = new ApiCaller(Server, "Bearer " + made["token"]!.GetValue<string>());

        await narrowed.GetAsync(ApiCaller.Roles).JsonAsync();
        await ForbiddenAsync(narrowed.GetAsync(ApiCaller.Accounts), "service_account.read");
        await ForbiddenAsync(narrowed.PostAsync($"/management/v1/principals/{id}/tokens", new JsonObject()), "user.manage");
    }

    [Fact]
    [Trait("Requirement", "12")]
    public async Task A_narrowed_token_of_a_machine_makes_no_wider_one()
    {
        var machine = await NewMachineAsync(await NewRoleAsync("self.credentials", "role.read"));
        var made = await fixture.Administrator.PostAsync(Tokens(machine), Scopes("scopes", "self.credentials")).JsonAsync(HttpStatusCode.Created);
        var narrowed = new ApiCaller(Server, "Bearer " + made["token"]!.GetValue<string>());

        await AboveAsync(narrowed.PostAsync(Tokens(machine), new JsonObject()));
        await AboveAsync(narrowed.PostAsync(Tokens(machine), Scopes("scopes", "self.credentials", "role.read")));
        await AboveAsync(narrowed.PostAsync($"{Tokens(machine)}/regenerate", new JsonObject()));
        await AboveAsync(narrowed.PostAsync(Secrets(machine), new JsonObject()));
        await AboveAsync(narrowed.PostAsync($"{Secrets(machine)}/replace", new JsonObject()));

        // A refusal has revoked nothing, and what is no wider can be made.
        await narrowed.PostAsync($"{Tokens(machine)}/regenerate", Scopes("scopes", "self.credentials")).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("Requirement", "12")]
    public async Task An_application_with_allowed_scopes_rotates_its_own_secrets_and_makes_nothing_wider()
    {
        var machine = await NewMachineAsync(await NewRoleAsync("self.credentials", "role.read"));
        var applications = $"{ApiCaller.Accounts}/{machine.AccountId}/applications";
        var wide = await fixture.Administrator.PostAsync(applications, new JsonObject { ["authentication_method"] = "client_secret" })
            .JsonAsync(HttpStatusCode.Created);
        await fixture.Administrator.PatchAsync($"{applications}/{machine.ClientId}", Scopes("allowed_scopes", "self.credentials")).JsonAsync();
        var narrowed = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, machine));

        await AboveAsync(narrowed.PostAsync(Tokens(machine), new JsonObject()));
        await AboveAsync(narrowed.PostAsync($"{applications}/{wide["client_id"]}/secrets", new JsonObject()));

        await narrowed.PostAsync(Secrets(machine), new JsonObject()).JsonAsync(HttpStatusCode.Created);
        await narrowed.PostAsync(Tokens(machine), Scopes("scopes", "self.credentials")).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("Requirement", "12")]
    public async Task Who_enables_an_application_gives_all_that_the_account_holds()
    {
        var admin = await NewMachineAsync(SystemRole.TenantAdmin.Id);
        var application = $"{ApiCaller.Accounts}/{admin.AccountId}/applications/{admin.ClientId}";
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);

        await caller.PatchAsync(application, new JsonObject { ["enabled"] = false }).JsonAsync();
        await AboveAsync(caller.PatchAsync(application, new JsonObject { ["enabled"] = true }));
        await AboveAsync(caller.PatchAsync(application, new JsonObject { ["enabled"] = null }));
        await fixture.Administrator.PatchAsync(application, new JsonObject { ["enabled"] = true }).JsonAsync();
        await caller.PatchAsync(application, new JsonObject { ["enabled"] = true }).JsonAsync();
    }

    private static JsonObject Scopes(string field, params string[] scopes) =>
        new() { [field] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]) };

    private async Task<SecretClient> NewMachineAsync(Guid role) =>
        await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(role) });

    private async Task<Guid> NewRoleAsync(params string[] permissions)
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("organization", permissions))
            .JsonAsync(HttpStatusCode.Created);
        return Guid.Parse(role["id"]!.GetValue<string>());
    }

    private static string Secrets(SecretClient client) =>
        $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets";

    private static string Tokens(SecretClient client) => $"/management/v1/principals/{client.AccountId}/tokens";

    private static Task<JsonObject> AboveAsync(Task<HttpResponseMessage> sending) =>
        sending.ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");

    private static async Task ForbiddenAsync(Task<HttpResponseMessage> sending, string permission)
    {
        var problem = await sending.ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        Assert.Contains(permission, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
