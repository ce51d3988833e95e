using System.Net;
using ServiceAccounts.Storage.Access;

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
