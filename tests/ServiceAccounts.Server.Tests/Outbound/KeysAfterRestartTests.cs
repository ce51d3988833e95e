using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>The database keeps the last good keys, so that a restart while their host is down refuses nobody.</summary>
public sealed class KeysAfterRestartTests : IAsyncLifetime
{
    private const string Path = "/jwks.json";

    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;
    private readonly ClientKeyPair _key = ClientKeyPair.Es256();
    private KeyHost _host = null!; // Set before the test.

    public async Task InitializeAsync()
    {
        _host = await KeyHost.StartAsync();
        _host.Publish(Path, _key.ToJwks());
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _key.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_last_good_keys_of_the_database_serve_while_the_host_is_down()
    {
        var (accountId, clientId) = await MakeClientAsync();
        TakeDown();
        await using var server = await StartAsync();
        var client = new AssertionClient(accountId, clientId, _key, server);

        await client.AssertGetsTokenAsync();
        Assert.Equal(2, _host.RequestsTo(Path));

        server.Time.Advance(TimeSpan.FromHours(24));
        await server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
    }

    [Fact]
    public async Task A_host_that_is_up_is_asked_first()
    {
        using var next = ClientKeyPair.Es256();
        var (accountId, clientId) = await MakeClientAsync();
        _host.Publish(Path, next.ToJwks());
        await using var server = await StartAsync();
        var client = new AssertionClient(accountId, clientId, _key, server);

        await server.AssertRefusedAsync(client, TokenAnswers.WrongSignature);
        await client.AssertGetsTokenAsync(next);
    }

    [Fact]
    public async Task Keys_that_an_administrator_dropped_do_not_come_back()
    {
        var (accountId, clientId) = await MakeClientAsync(async (server, client) =>
        {
            TakeDown();
            using var response = await server.Admin.PostAsync(
                $"/management/v1/service-accounts/{client.AccountId}/applications/{client.ClientId}/refresh-keys", null);
            Assert.Equal("keys_unavailable", await response.MemberAsync("code"));
        });
        await using var server = await StartAsync();

        await server.AssertRefusedAsync(new AssertionClient(accountId, clientId, _key, server), TokenAnswers.CannotBeHad);
    }

    [Fact]
    public async Task Keys_that_were_being_read_while_an_administrator_dropped_them_do_not_come_back()
    {
        var (accountId, clientId) = await MakeClientAsync();
        TakeDown();
        var reading = new HeldReading();
        await using var server = await StartAsync(builder =>
            builder.Services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(reading)));
        var client = new AssertionClient(accountId, clientId, _key, server);

        var request = server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
        await reading.Reached;
        try
        {
            var refresh = await server.Services.GetRequiredService<IClientKeys>().RefreshAsync(new KeySetUrl(server.TenantId, _host.UrlOf(Path)), CancellationToken.None);
            Assert.Null(refresh.Keys);
        }
        finally
        {
            reading.Release();
        }

        await request;
        await server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
    }

    private async Task<(string AccountId, string ClientId)> MakeClientAsync(Func<RunningServer, AssertionClient, Task>? then = null)
    {
        await using var server = await StartAsync();
        var client = await server.CreateAssertionClientAsync(_key, _host.UrlOf(Path));
        await client.AssertGetsTokenAsync();
        await Eventually.IsTrueAsync(async () => await HasStoredAsync(server));
        await (then?.Invoke(server, client) ?? Task.CompletedTask);
        return (client.AccountId, client.ClientId);
    }

    // Nobody waits for the storing: it comes after the token.
    private async Task<bool> HasStoredAsync(RunningServer server) =>
        await server.Services.GetRequiredService<FetchedKeySets>().FindAsync(new KeySetUrl(server.TenantId, _host.UrlOf(Path)), CancellationToken.None) is not null;

    private void TakeDown() => _host.Answer(Path, http =>
    {
        http.Abort();
        return Task.CompletedTask;
    });

    private Task<RunningServer> StartAsync(Action<WebApplicationBuilder>? configure = null) =>
        RunningServer.StartAsync(_directory, configure, KeyHostFixture.SettingsFor(_host));

    /// <summary>Holds whoever has read the stored keys, until the test has done something else.</summary>
    private sealed class HeldReading : DbCommandInterceptor
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Release() => _release.SetResult();

        public override async ValueTask<InterceptionResult> DataReaderClosingAsync(
            DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
        {
            if (command.CommandText.Contains("FROM \"fetched_key_sets\"", StringComparison.Ordinal))
            {
                _reached.TrySetResult();
                await _release.Task;
            }

            return result;
        }
    }
}
