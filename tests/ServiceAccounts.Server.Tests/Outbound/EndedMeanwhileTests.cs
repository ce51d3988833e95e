using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>A client cannot stretch its life by a slow key host: what is ended while its keys are fetched has ended.</summary>
public sealed class EndedMeanwhileTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Theory]
    [InlineData("deactivate")]
    [InlineData("delete")]
    [InlineData("disable")]
    public async Task A_token_is_refused_when_its_account_ends_while_keys_are_fetched(string how)
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAsync(key, path);
        var (asked, released) = (NewSignal(), NewSignal());
        fixture.Host.Answer(path, async http =>
        {
            asked.TrySetResult();
            await released.Task;
            await http.Response.WriteAsync(key.ToJwks().ToJsonString());
        });

        var requesting = client.RequestTokenAsync();
        await asked.Task;
        var account = $"{ApiCaller.Accounts}/{client.AccountId}";
        var administrator = ApiCaller.Administrator(fixture.Server);
        await (how switch
        {
            "deactivate" => administrator.PostAsync($"{account}/deactivate").StatusAsync(HttpStatusCode.OK),
            "delete" => administrator.DeleteAsync(account).StatusAsync(HttpStatusCode.NoContent),
            _ => administrator.PatchAsync($"{account}/applications/{client.ClientId}", new JsonObject { ["enabled"] = false })
                .StatusAsync(HttpStatusCode.OK),
        });
        released.SetResult();

        using var response = await requesting;
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("invalid_client", await response.MemberAsync("error"));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
