using System.Net;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A tenant has as many service accounts as it may have, and not one more.</summary>
public sealed class AccountLimitTests
{
    [Fact]
    [Trait("Requirement", "126")]
    public async Task Creations_at_a_time_stop_at_the_maximum_and_a_deletion_makes_room()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = ApiCaller.Administrator(server);
        await server.WriteAsync(async db => (await db.Set<Tenant>().SingleAsync()).MaximumServiceAccounts = 5);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var response = await admin.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key"));
            return response.StatusCode;
        }));

        Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(15, statuses.Count(status => status == HttpStatusCode.Conflict));
        await admin.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key"))
            .ProblemAsync(HttpStatusCode.Conflict, "limit_reached");

        var first = (await admin.GetAsync(ApiCaller.Accounts).JsonAsync())["items"]![0]!;
        await admin.DeleteAsync($"{ApiCaller.Accounts}/{first["id"]}").StatusAsync(HttpStatusCode.NoContent);
        await admin.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).StatusAsync(HttpStatusCode.Created);
    }
}
