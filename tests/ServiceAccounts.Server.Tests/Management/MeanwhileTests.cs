using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Who is ended while a request of theirs is on its way does not finish it.</summary>
public sealed class MeanwhileTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("deactivate")]
    [InlineData("delete")]
    [InlineData("revoke")]
    public async Task A_request_whose_body_is_held_back_ends_with_its_caller(string how)
    {
        var account = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id));
        var (id, token) = (account["id"]!.GetValue<string>(), account["tokens"]![0]!);
        var caller = new ApiCaller(fixture.Server, "Bearer " + token["token"]!.GetValue<string>());
        var request = ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id);
        using var body = new HeldBack(request.ToJsonString()) { Headers = { ContentType = new("application/json") } };

        var sending = caller.SendAsync(HttpMethod.Post, ApiCaller.Accounts, body);
        await body.Begun;
        await (how switch
        {
            "deactivate" => fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{id}/deactivate").StatusAsync(HttpStatusCode.OK),
            "delete" => fixture.Administrator.DeleteAsync($"{ApiCaller.Accounts}/{id}").StatusAsync(HttpStatusCode.NoContent),
            _ => fixture.Administrator.DeleteAsync($"/management/v1/principals/{id}/tokens/{token["id"]}").StatusAsync(HttpStatusCode.NoContent),
        });
        body.Release();

        await sending.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.DoesNotContain(
            (await fixture.Server.LedgerAsync()), entry => entry.Details.Contains(request["name"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("delete secret")]
    [InlineData("expire secret")]
    [InlineData("expire account")]
    public async Task A_caller_whose_token_has_lost_its_ground_is_found_out_where_the_change_is_made(string how)
    {
        var server = fixture.Server;
        var client = await server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id) });
        var caller = new ApiCaller(server, "Bearer " + await ApiCaller.AccessTokenAsync(server, client));
        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).StatusAsync(HttpStatusCode.Created);

        // Behind the server's back, so that what it has in memory is of before: as for a request that has waited.
        var past = server.Time.GetUtcNow().AddSeconds(-1);
        var account = Guid.Parse(client.AccountId);
        await server.WriteAsync(db => how switch
        {
            "disable" => db.Set<Application>().Where(a => a.ClientId == client.ClientId)
                .ExecuteUpdateAsync(update => update.SetProperty(a => a.Enabled, false)),
            "delete secret" => db.Set<ClientSecret>().Where(s => db.Set<Application>().Any(a => a.Id == s.ApplicationId && a.PrincipalId == account))
                .ExecuteDeleteAsync(),
            "expire secret" => db.Set<ClientSecret>().Where(s => db.Set<Application>().Any(a => a.Id == s.ApplicationId && a.PrincipalId == account))
                .ExecuteUpdateAsync(update => update.SetProperty(s => s.ExpiresAt, past)),
            _ => db.Set<ServiceAccount>().Where(a => a.Id == account).ExecuteUpdateAsync(update => update.SetProperty(a => a.ExpiresAt, past)),
        });

        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    /// <summary>A body of which one byte is sent, and the rest when a test says so.</summary>
    private sealed class HeldBack(string text) : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _bytes = System.Text.Encoding.UTF8.GetBytes(text);

        public Task Begun => _begun.Task;

        public void Release() => _released.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes.AsMemory(0, 1));
            await stream.FlushAsync();
            _begun.SetResult();
            await _released.Task;
            await stream.WriteAsync(_bytes.AsMemory(1));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
