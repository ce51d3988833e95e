using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Dialects.Rezolve;
using ServiceAccounts.Server.Tests.Dialects.Semaphore;
using ServiceAccounts.Server.Tests.Dialects.Snyk;
using ServiceAccounts.Server.Tests.Dialects.Sumo;
using ServiceAccounts.Server.Tests.Dialects.Wavefront;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects;

/// <summary>One tenant whose administrators each use the tools of another system: whoever looks, there is one state.</summary>
public sealed class OneStoryTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private SemaphoreClient Semaphore => new(Server, Server.AdminToken);

    private SumoCaller Sumo => SumoCaller.Administrator(Server);

    private WavefrontCaller Wavefront => WavefrontCaller.Administrator(Server);

    private SnykCaller Snyk => new(Server, "token " + Server.AdminToken);

    private RezolveCaller Rezolve => RezolveCaller.Administrator(Server);

    [Fact]
    public async Task An_account_with_a_token_is_one_account_for_everybody()
    {
        var name = $"story{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

        // Semaphore makes it; it holds nothing yet.
        var made = await Semaphore.PostAsync(SemaphoreClient.Accounts, new JsonObject { ["name"] = name }).JsonAsync();
        var id = made["service_account"]!["id"]!.GetValue<string>();
        var machine = new ApiCaller(Server, "Token " + made["api_token"]!.GetValue<string>());
        var ids = await IdsAsync(id);
        Assert.Equal($"sa::{name}", ids.Handle);
        await AssertSeenAsync(ids, name, isActive: true, role: null);
        await machine.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");

        // Sumo Logic gives it a role, and from now on Snyk, which knows none without one, sees it too.
        var account = await Sumo.GetAsync($"{SumoCaller.Accounts}/{ids.Number}");
        await Sumo.PutAsync(
            $"{SumoCaller.Accounts}/{ids.Number}",
            new JsonObject { ["roleIds"] = new JsonArray(await RoleNumberAsync("member")), ["email"] = account["email"]!.DeepClone() });
        await AssertSeenAsync(ids, name, isActive: true, SystemRole.Member);
        await machine.GetAsync(ApiCaller.Accounts).JsonAsync();

        // Snyk renames it, Wavefront deactivates it, and its token is good nowhere.
        await Snyk.PatchAsync(
            $"/rest/orgs/{ids.OrganizationId}/service_accounts/{id}",
            SnykCaller.Body(new JsonObject { ["name"] = name + "-renamed" }, id: id)).DocumentAsync();
        await WavefrontExpect.OkAsync(Wavefront.PostAsync($"{WavefrontCaller.ServiceAccounts}/{ids.Handle}/deactivate"));
        await AssertSeenAsync(ids, name + "-renamed", isActive: false, SystemRole.Member);
        await machine.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        // Semaphore brings it back, Wavefront gives it a second token, Sumo Logic sees both.
        await Semaphore.PostAsync($"{SemaphoreClient.Accounts}/{id}/reactivate").JsonAsync();
        await Wavefront.NewTokenAsync(ids.Handle, "second");
        Assert.Equal(
            ["default", "second"],
            (await Sumo.GetAsync($"{SumoCaller.Accounts}/{ids.Number}/accessKeys"))["data"]!.AsArray().Select(key => key!["label"]!.GetValue<string>())
                .Order(StringComparer.Ordinal));
        await machine.GetAsync(ApiCaller.Self).JsonAsync();

        // The management API deletes it, and it is gone for all.
        await fixture.Administrator.DeleteAsync($"{ApiCaller.Accounts}/{id}").StatusAsync(HttpStatusCode.NoContent);
        await AssertGoneAsync(ids);
        await machine.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(
            ["management", "semaphore", "snyk", "sumo", "wavefront"],
            (await SurfacesAsync(id)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_account_with_a_client_secret_is_one_account_for_everybody()
    {
        // Rezolve makes it, and names it.
        var made = (await Rezolve.PostAsync(RezolveCaller.Create).JsonAsync())["data"]!;
        var (clientId, secret) = (made["clientId"]!.GetValue<string>(), made["clientSecret"]!.GetValue<string>());
        var (name, id) = (made["name"]!.GetValue<string>(), made["id"]!.GetValue<string>()["sa-".Length..]);
        var ids = await IdsAsync(id);
        await AssertSeenAsync(ids, name, isActive: true, SystemRole.ApiDefault);
        Assert.Equal("active", await RezolveStatusAsync(id));
        await AssertTokenAsync(HttpStatusCode.OK, clientId, secret, "/oauth/token");
        await AssertTokenAsync(HttpStatusCode.OK, clientId, secret, "/oauth2/token");

        // Sumo Logic deactivates it: no endpoint issues tokens to it any more.
        await Sumo.PutAsync($"{SumoCaller.Accounts}/{ids.Number}", new JsonObject { ["isActive"] = false });
        await AssertSeenAsync(ids, name, isActive: false, SystemRole.ApiDefault);
        Assert.Equal("inactive", await RezolveStatusAsync(id));
        await AssertTokenAsync(HttpStatusCode.Unauthorized, clientId, secret, "/oauth/token");
        await AssertTokenAsync(HttpStatusCode.Unauthorized, clientId, secret, "/oauth2/token");

        // Semaphore activates it, and Snyk replaces its secret: the old one is good nowhere, the new one everywhere.
        await Semaphore.PostAsync($"{SemaphoreClient.Accounts}/{id}/reactivate").JsonAsync();
        var replaced = await Snyk.PostAsync(
            $"/rest/orgs/{ids.OrganizationId}/service_accounts/{id}/secrets", SnykCaller.Secrets("replace")).DocumentAsync();
        var fresh = replaced.Attributes()["client_secret"]!.GetValue<string>();
        await AssertTokenAsync(HttpStatusCode.Unauthorized, clientId, secret, "/oauth/token");
        await AssertTokenAsync(HttpStatusCode.OK, clientId, fresh, "/oauth/token");

        // Wavefront deletes it.
        await WavefrontExpect.OkAsync(Wavefront.DeleteAsync($"{WavefrontCaller.Accounts}/{ids.Handle}"));
        await AssertGoneAsync(ids);
        await Rezolve.GetAsync($"{RezolveCaller.Accounts}/sa-{id}").StatusAsync(HttpStatusCode.NotFound);
        await AssertTokenAsync(HttpStatusCode.Unauthorized, clientId, fresh, "/oauth/token");
        Assert.Equal(
            ["rezolve", "semaphore", "snyk", "sumo", "wavefront"],
            (await SurfacesAsync(id)).Distinct().Order(StringComparer.Ordinal));
    }

    // What the account is from every side, Snyk only where it has a role.
    private async Task AssertSeenAsync(AccountIds ids, string name, bool isActive, SystemRole? role)
    {
        var native = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{ids.Id}").JsonAsync();
        Assert.Equal((name, isActive ? "active" : "inactive"), (native["name"]!.GetValue<string>(), native["status"]!.GetValue<string>()));
        Assert.Equal(role is null ? [] : [role.Id.ToString()], native["role_ids"]!.AsArray().Select(item => item!.GetValue<string>()));

        var semaphore = await Semaphore.GetAsync($"{SemaphoreClient.Accounts}/{ids.Id}").JsonAsync();
        Assert.Equal((name, !isActive), (semaphore["name"]!.GetValue<string>(), semaphore["deactivated"]!.GetValue<bool>()));

        var sumo = await Sumo.GetAsync($"{SumoCaller.Accounts}/{ids.Number}");
        Assert.Equal((name, isActive), (sumo["name"]!.GetValue<string>(), sumo["isActive"]!.GetValue<bool>()));
        List<string> numbers = role is null ? [] : [await RoleNumberAsync(role.Name)];
        Assert.Equal(numbers, sumo["roleIds"]!.AsArray().Select(item => item!.GetValue<string>()));

        var wavefront = await WavefrontExpect.OkAsync(Wavefront.GetAsync($"{WavefrontCaller.ServiceAccounts}/{ids.Handle}"));
        Assert.Equal(isActive, wavefront!["active"]!.GetValue<bool>());
        Assert.Equal(role is null ? [] : [role.Name], wavefront["roles"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));

        var path = $"/rest/orgs/{ids.OrganizationId}/service_accounts/{ids.Id}";
        if (role is null)
        {
            await Snyk.GetAsync(path).ErrorsAsync(HttpStatusCode.NotFound);
            return;
        }

        var snyk = (await Snyk.GetAsync(path).DocumentAsync()).Attributes();
        Assert.Equal((name, role.Id.ToString()), (snyk["name"]!.GetValue<string>(), snyk["role_id"]!.GetValue<string>()));
    }

    private async Task AssertGoneAsync(AccountIds ids)
    {
        await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{ids.Id}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Semaphore.GetAsync($"{SemaphoreClient.Accounts}/{ids.Id}").StatusAsync(HttpStatusCode.NotFound);
        await Sumo.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Get, $"{SumoCaller.Accounts}/{ids.Number}");
        await WavefrontExpect.ErrorAsync(Wavefront.GetAsync($"{WavefrontCaller.ServiceAccounts}/{ids.Handle}"), HttpStatusCode.NotFound);
        await Snyk.GetAsync($"/rest/orgs/{ids.OrganizationId}/service_accounts/{ids.Id}").ErrorsAsync(HttpStatusCode.NotFound);
    }

    private async Task AssertTokenAsync(HttpStatusCode status, string clientId, string secret, string path)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]);
        using var response = await Server.Http.PostAsync(path, form);
        Assert.Equal(status, response.StatusCode);
    }

    private async Task<string> RezolveStatusAsync(string id) =>
        (await Rezolve.GetAsync($"{RezolveCaller.Accounts}/sa-{id}").JsonAsync())["data"]!["status"]!.GetValue<string>();

    private async Task<AccountIds> IdsAsync(string id)
    {
        var native = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{id}").JsonAsync();
        return new AccountIds(
            id, native["handle"]!.GetValue<string>(), HexOf(native["number"]!), native["organization_id"]!.GetValue<string>());
    }

    private async Task<string> RoleNumberAsync(string name) =>
        HexOf((await fixture.Administrator.GetAsync(ApiCaller.Roles + "?limit=200").JsonAsync())["items"]!.AsArray()
            .Single(role => role!["name"]!.GetValue<string>() == name)!["number"]!);

    // Newest first, or oldest: which surfaces there were is what counts.
    private async Task<List<string>> SurfacesAsync(string principalId) =>
        [.. (await fixture.Administrator.GetAsync($"/management/v1/journal?principal_id={principalId}&outcome=done&limit=200").JsonAsync())["items"]!
            .AsArray().Select(entry => entry!["surface"]!.GetValue<string>())];

    private static string HexOf(JsonNode number) => long.Parse(number.GetValue<string>(), CultureInfo.InvariantCulture).ToString("X16", CultureInfo.InvariantCulture);

    private sealed record AccountIds(string Id, string Handle, string Number, string OrganizationId);
}
