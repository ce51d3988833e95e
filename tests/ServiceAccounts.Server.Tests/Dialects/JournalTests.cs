using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Dialects.Semaphore;
using ServiceAccounts.Server.Tests.Dialects.Wavefront;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects;

/// <summary>What the journal says of who asks through several dialects.</summary>
public sealed class JournalTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    // Of the same reason, by the same caller, from the same address: but at two doors.
    [Fact]
    public async Task A_refusal_at_one_door_does_not_hide_that_at_another()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var (id, token) = (account["id"]!.GetValue<string>(), account["tokens"]![0]!["token"]!.GetValue<string>());

        await WavefrontCaller.With(Server, token).DeleteAsync($"{WavefrontCaller.Accounts}/{account["handle"]}").StatusAsync(HttpStatusCode.Forbidden);
        await new SemaphoreClient(Server, token).DeleteAsync($"{SemaphoreClient.Accounts}/{id}").StatusAsync(HttpStatusCode.Forbidden);
        await new ApiCaller(Server, "Bearer " + token).DeleteAsync($"{ApiCaller.Accounts}/{id}").StatusAsync(HttpStatusCode.Forbidden);

        var refused = await fixture.Administrator.GetAsync($"/management/v1/journal?outcome=refused&actor_id={id}").JsonAsync();
        Assert.Equal(
            ["management", "semaphore", "wavefront"],
            refused["items"]!.AsArray().Select(entry => entry!["surface"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_Wavefront_refuses_makes_no_Api()
    {
        var other = await SecondTenant.AddAsync(Server);
        var user = await other.Administrator.GetAsync(ApiCaller.Self).JsonAsync();
        var made = await other.Administrator.PostAsync(
            $"/management/v1/principals/{user["id"]}/tokens", new JsonObject { ["scopes"] = new JsonArray("api.manage") }).JsonAsync(HttpStatusCode.Created);
        var narrow = WavefrontCaller.With(Server, made["token"]!.GetValue<string>());

        await narrow.PostAsync(
            WavefrontCaller.ServiceAccounts,
            new JsonObject { ["identifier"] = WavefrontCaller.NewWord(), ["groups"] = WavefrontCaller.Texts("ingestion") }).StatusAsync(HttpStatusCode.Forbidden);

        Assert.Single((await other.Administrator.GetAsync(ApiCaller.Apis).JsonAsync())["items"]!.AsArray());
    }
}
