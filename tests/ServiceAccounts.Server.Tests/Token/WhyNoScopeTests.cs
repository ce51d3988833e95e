using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>
/// A machine that gets no scope is told little; its administrator is told which of the rules between a permission and a token left
/// it out, by the journal and by the preview in the same words.
/// </summary>
public sealed class WhyNoScopeTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private ApiCaller Administrator => fixture.Administrator;

    [Fact]
    public async Task The_application_leaves_out_what_the_account_holds()
    {
        var client = await Server.CreateSecretClientAsync();
        await Administrator.PatchAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}",
            new JsonObject { ["allowed_scopes"] = new JsonArray("api:read") }).StatusAsync(HttpStatusCode.OK);

        await AssertWhyAsync(client, "api:write", null, "The application's allowed_scopes leave out api:write, which the account holds at ");
    }

    [Fact]
    public async Task The_account_holds_something_at_another_api()
    {
        var identifier = $"{Server.Issuer}/apis/default/{Guid.CreateVersion7(Server.Time.GetUtcNow()):N}";
        await Administrator.NewApiAsync(identifier, "payments:read");
        var client = await Server.CreateBareClientAsync();
        await Administrator.PostAsync(
            AccessSteps.AccessOf(client.AccountId) + "/grants", AccessSteps.Grant("payments:read")).StatusAsync(HttpStatusCode.Created);

        await AssertWhyAsync(client, null, null, $"but at {identifier}: ask with resource, or make it the application's default_api_id");
        await AssertWhyAsync(client, "nonsense", identifier, "None of the scopes asked for is a permission of " + identifier);
        Assert.Equal("payments:read", await Server.ScopeAsync(client, identifier));
    }

    [Fact]
    public async Task The_account_holds_something_at_another_organization()
    {
        var client = await Server.CreateBareClientAsync();
        var group = await Server.OrganizationAsync(OrganizationKind.Group);
        var other = await Administrator.PostAsync(
            ApiCaller.Organizations, new JsonObject { ["name"] = ApiCaller.NewName(), ["kind"] = "organization", ["parent_id"] = group.ToString() })
            .JsonAsync(HttpStatusCode.Created);
        await Administrator.PostAsync(
            AccessSteps.AccessOf(client.AccountId) + "/role-bindings",
            AccessSteps.Binding(AccessSteps.ApiDefault, "organization", other.IdOf())).StatusAsync(HttpStatusCode.Created);

        await AssertWhyAsync(client, null, null, "The account holds api:read, api:write of ");
        await AssertWhyAsync(client, null, null, "at another place than its own organization: bind the role there, or above.");
    }

    private async Task AssertWhyAsync(SecretClient client, string? scope, string? resource, string reason)
    {
        var form = new List<(string, string)> { ("grant_type", "client_credentials") };
        var preview = new JsonObject();
        foreach (var (name, value) in new[] { ("scope", scope), ("resource", resource) })
        {
            if (value is not null)
            {
                form.Add((name, value));
                preview[name] = value;
            }
        }

        using var response = await Server.RequestTokenAsync(client.Basic, [.. form]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_scope", await response.MemberAsync("error"));

        var journal = await Administrator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&outcome=refused").JsonAsync();
        Assert.Contains(journal["items"]!.AsArray(), entry => entry!["reason"]!.GetValue<string>().Contains(reason, StringComparison.Ordinal));
        var shown = await Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/token-preview", preview).JsonAsync();
        Assert.Contains(reason, shown["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
