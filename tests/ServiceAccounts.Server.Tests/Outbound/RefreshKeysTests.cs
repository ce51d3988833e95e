using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>An administrator who changes a client's keys does not wait for a cache.</summary>
public sealed class RefreshKeysTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Fact]
    public async Task It_fetches_now_and_says_which_keys_are_used()
    {
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.Es256("next");
        using var nameless = ClientKeyPair.Es256(keyId: null);
        using var small = ClientKeyPair.Rsa(1024, keyId: "small");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);
        fixture.Publish(path, next.ToJwk(), nameless.ToJwk(), small.ToJwk());

        using var response = await RefreshAsync(client.AccountId, client.ClientId);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal(["next", null], answer["keys"]!.AsArray().Select(key => key!["kid"]?.GetValue<string>()));
        Assert.Equal("The key 'small' has 1024 bits: RSA keys have 2048 to 4096.", Assert.Single(answer["refused"]!.AsArray())!.GetValue<string>());
        Assert.Equal(2, fixture.Host.RequestsTo(path));
        await client.AssertGetsTokenAsync(next);
        await fixture.Server.AssertRefusedAsync(client, old, TokenAnswers.NoSuchKey);
    }

    [Fact]
    public async Task It_fetches_again_however_often_it_is_asked()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);

        for (var times = 1; times <= 3; times++)
        {
            using var response = await RefreshAsync(client.AccountId, client.ClientId);
            Assert.Equal(1 + times, fixture.Host.RequestsTo(path));
        }
    }

    [Fact]
    public async Task The_old_keys_are_dropped_even_when_the_host_fails()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);
        fixture.Host.Answer(path, http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });

        using var response = await RefreshAsync(client.AccountId, client.ClientId);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("keys_unavailable", await response.MemberAsync("code"));
        Assert.Contains("The host answered 500", await response.MemberAsync("detail"), StringComparison.Ordinal);
        Assert.Null(await fixture.StoredKeysAsync(path));
        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
    }

    [Fact]
    public async Task It_does_not_take_the_answer_to_a_question_that_was_asked_before_it()
    {
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.Es256("next");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Host.Answer(path, async http =>
        {
            asked.TrySetResult();
            await release.Task;
            await http.Response.WriteAsync(old.ToJwks().ToJsonString());
        });
        fixture.Server.Time.Advance(TimeSpan.FromMinutes(11));
        await client.AssertGetsTokenAsync();
        await asked.Task;
        fixture.Publish(path, next.ToJwk());

        // At the cache itself: over HTTP nobody knows when the refresh has met the fetch that is running.
        var refresh = fixture.Server.Services.GetRequiredService<IClientKeys>().RefreshAsync(fixture.KeysAt(path), CancellationToken.None);
        release.SetResult();

        Assert.Equal("next", Assert.Single((await refresh).Keys!.Keys).KeyId);
        Assert.Equal(3, fixture.Host.RequestsTo(path));
        await fixture.Server.AssertRefusedAsync(client, old, TokenAnswers.NoSuchKey);
    }

    [Fact]
    public async Task It_is_recorded_whatever_comes_of_it()
    {
        using var key = ClientKeyPair.Es256("recorded");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);
        using var fetched = await RefreshAsync(client.AccountId, client.ClientId);
        fixture.Host.Answer(path, http =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        using var failed = await RefreshAsync(client.AccountId, client.ClientId);

        var entries = (await fixture.Server.LedgerAsync())
            .Where(entry => entry.Action == "key_set.refreshed" && entry.PrincipalId == Guid.Parse(client.AccountId)).ToList();

        Assert.Equal(2, entries.Count);
        Assert.Contains("recorded", entries[0].Details, StringComparison.Ordinal);
        Assert.Contains("The host answered 503", entries[1].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_does_not_stop_it()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Host.Answer(path, async http =>
        {
            asked.TrySetResult();
            await release.Task;
            http.Response.StatusCode = 500;
        });
        using var caller = new CancellationTokenSource();

        var refresh = RefreshAsync(client.AccountId, client.ClientId, caller.Token);
        await asked.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refresh);
        release.SetResult();

        await Eventually.IsTrueAsync(async () => (await fixture.Server.LedgerAsync()).Any(entry =>
            entry.Action == "key_set.refreshed" && entry.PrincipalId == Guid.Parse(client.AccountId)));
        Assert.Null(await fixture.StoredKeysAsync(path));
        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
    }

    [Fact]
    public async Task The_reason_says_what_to_do()
    {
        using var key = ClientKeyPair.Es256();
        var client = await fixture.Server.CreateAssertionClientAsync(key, "https://10.0.0.1/jwks.json");

        using var response = await RefreshAsync(client.AccountId, client.ClientId);

        Assert.Equal("keys_unavailable", await response.MemberAsync("code"));
        Assert.Contains(
            "ServiceAccounts:Outbound:AllowedNetworks can allow its network", await response.MemberAsync("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_jwks_url_there_is_nothing_to_fetch()
    {
        using var key = ClientKeyPair.Es256();
        var withSecret = await fixture.Server.CreateSecretClientAsync();
        var withInlineKeys = await fixture.Server.CreateAssertionClientAsync(key);

        using var forSecret = await RefreshAsync(withSecret.AccountId, withSecret.ClientId);
        using var forInlineKeys = await RefreshAsync(withInlineKeys.AccountId, withInlineKeys.ClientId);

        Assert.Equal(HttpStatusCode.Conflict, forSecret.StatusCode);
        Assert.Equal("no_jwks_url", await forSecret.MemberAsync("code"));
        Assert.Equal(HttpStatusCode.Conflict, forInlineKeys.StatusCode);
        Assert.Equal("no_jwks_url", await forInlineKeys.MemberAsync("code"));
    }

    [Fact]
    public async Task An_unknown_account_or_an_application_of_another_account_is_not_found()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAsync(key, path);
        var other = await fixture.Server.CreateSecretClientAsync();

        foreach (var (accountId, clientId) in new[]
        {
            (client.AccountId, "sa_client_000000000000"), (other.AccountId, client.ClientId), (client.AccountId, other.ClientId),
            (Guid.Empty.ToString(), client.ClientId),
        })
        {
            using var response = await RefreshAsync(accountId, clientId);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("not_found", await response.MemberAsync("code"));
        }

        Assert.Equal(0, fixture.Host.RequestsTo(path));
    }

    [Fact]
    public async Task It_needs_a_caller()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAsync(key, path);

        using var response = await fixture.Server.Http.PostAsync(
            $"/management/v1/service-accounts/{client.AccountId}/applications/{client.ClientId}/refresh-keys", null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, fixture.Host.RequestsTo(path));
    }

    private Task<HttpResponseMessage> RefreshAsync(string accountId, string clientId, CancellationToken cancellationToken = default) =>
        fixture.Server.Admin.PostAsync(
            $"/management/v1/service-accounts/{accountId}/applications/{clientId}/refresh-keys", null, cancellationToken);
}
