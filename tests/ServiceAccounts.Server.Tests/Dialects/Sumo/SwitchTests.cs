using System.Net;
using ServiceAccounts.Server.Dialects;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>The dialect as a whole: its scopes, its document, and a server without it.</summary>
public sealed class SwitchTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("/api/v1/accessKeys/scopes", false)]
    [InlineData("/api/v1/oauth/scopes", true)]
    public async Task The_scopes_are_listed_and_each_can_be_asked_for(string path, bool withApis)
    {
        var list = await SumoCaller.Administrator(fixture.Server).GetAsync(path);

        Expect.Shape(list, "data array");
        Assert.All(list["data"]!.AsArray(), scope =>
        {
            Expect.Shape(scope, "id string", "label string", "type string", "dependsOn array", "group object");
            Assert.Equal(["id", "label"], scope!["group"]!.AsObject().Select(member => member.Key));
        });
        var ids = list["data"]!.AsArray().Select(scope => scope.Text("id")).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Contains("manageUsersAndRoles", ids);
        Assert.Contains("service_account.read", ids);
        Assert.Equal(withApis, ids.Contains("api:read"));
    }

    [Fact]
    public async Task There_are_no_consents_of_people()
    {
        var caller = SumoCaller.Administrator(fixture.Server);
        Assert.Empty((await caller.GetAsync("/api/v1/oauth/consents?limit=10000&clientId=a"))["data"]!.AsArray());
        await caller.RefusedAsync(HttpStatusCode.NotFound, "notfound", HttpMethod.Delete, "/api/v1/oauth/consents/1");
    }

    [Fact]
    public async Task Switched_off_there_is_nothing_of_it()
    {
        await using var server = await RunningServer.StartAsync("Dialects:Sumo=false");
        using var http = new HttpClient(((DelegatingHandler)RunningServer.NewHandler()).InnerHandler!) { BaseAddress = new Uri(server.Issuer) };
        foreach (var path in new[] { SumoCaller.Accounts, SumoCaller.Roles, "/openapi/sumo.json", "/docs/sumo/" })
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("Dialects:SumoRequestsPerSecond=-1")]
    [InlineData("Dialects:SumoRequestsInFlight=10001")]
    public async Task A_rate_out_of_its_range_is_refused_at_start(string setting) =>
        await Assert.ThrowsAnyAsync<Exception>(() => RunningServer.StartAsync(setting));

    [Fact]
    public void The_rates_of_that_system_are_off_unless_they_are_set()
    {
        var options = new DialectOptions();
        Assert.Equal((0, 0), (options.SumoRequestsPerSecond, options.SumoRequestsInFlight));
    }
}
