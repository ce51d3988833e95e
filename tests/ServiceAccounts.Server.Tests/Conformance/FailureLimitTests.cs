using System.Net;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Guessing and flooding (RFC 6749 section 2.3.1, RFC 9700 section 4.7).</summary>
public sealed class FailureLimitTests
{
    private const string PerClient = "Limits:FailuresPerMinutePerClient=3";
    private const string NoLimitPerAddress = "Limits:FailuresPerMinutePerAddress=0";
    private const string Proxy = "Proxies:Networks:0=127.0.0.0/8";
    private const string ProxyV6 = "Proxies:Networks:1=::1/128";

    [Fact]
    public async Task Who_guesses_at_a_client_is_refused_before_the_next_guess_and_the_client_itself_is_not()
    {
        await using var server = await RunningServer.StartAsync(PerClient, NoLimitPerAddress, Proxy, ProxyV6);
        var client = await server.CreateSecretClientAsync();
        for (var i = 0; i < 3; i++)
        {
            await AssertAsync(server, HttpStatusCode.Unauthorized, "invalid_client", "192.0.2.1", client.ClientId, $"wrong {i}");
        }

        // From that address not even the right secret is looked at; from everywhere else it is.
        await AssertAsync(server, HttpStatusCode.TooManyRequests, "temporarily_unavailable", "192.0.2.1", client.ClientId, client.Secret);
        await AssertAsync(server, HttpStatusCode.OK, null, "192.0.2.2", client.ClientId, client.Secret);
        await AssertAsync(server, HttpStatusCode.TooManyRequests, "temporarily_unavailable", "192.0.2.2", client.ClientId, "wrong");
        await AssertAsync(server, HttpStatusCode.OK, null, "192.0.2.2", client.ClientId, client.Secret);

        server.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertAsync(server, HttpStatusCode.OK, null, "192.0.2.1", client.ClientId, client.Secret);
    }

    [Fact]
    public async Task Who_tries_many_clients_from_one_network_gets_429_and_others_do_not()
    {
        await using var server = await RunningServer.StartAsync(
            "Limits:FailuresPerMinutePerClient=0", "Limits:FailuresPerMinutePerAddress=3", Proxy, ProxyV6);
        for (var i = 0; i < 3; i++)
        {
            await AssertAsync(server, HttpStatusCode.Unauthorized, "invalid_client", $"2001:db8:1:2::{i}", $"sa_client_00000000000{i}", "wrong");
        }

        await AssertAsync(server, HttpStatusCode.TooManyRequests, "temporarily_unavailable", "2001:db8:1:2:ffff::1", "sa_client_000000000009", "wrong");
        await AssertAsync(server, HttpStatusCode.Unauthorized, "invalid_client", "2001:db8:1:3::1", "sa_client_000000000009", "wrong");
        var client = await server.CreateSecretClientAsync();
        await AssertAsync(server, HttpStatusCode.OK, null, "2001:db8:1:2::1", client.ClientId, client.Secret);
    }

    [Fact]
    public async Task The_management_api_counts_wrong_credentials_by_address()
    {
        await using var server = await RunningServer.StartAsync("Limits:FailuresPerMinutePerAddress=2");
        var nobody = new ApiCaller(server, "Bearer nobody");
        await nobody.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await nobody.GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        using var refused = await nobody.GetAsync(ApiCaller.Self);

        Assert.Equal(TimeSpan.FromSeconds(60), refused.Headers.RetryAfter?.Delta);
        await Task.FromResult(refused).ProblemAsync(HttpStatusCode.TooManyRequests, "too_many_failures");
        await ApiCaller.Administrator(server).GetAsync(ApiCaller.Self).JsonAsync();
    }

    // What anybody can write into a header is no address.
    [Fact]
    public async Task A_forwarded_address_is_believed_of_nobody_unless_the_settings_name_them()
    {
        await using var server = await RunningServer.StartAsync(PerClient, NoLimitPerAddress);
        var client = await server.CreateSecretClientAsync();
        for (var i = 0; i < 3; i++)
        {
            await AssertAsync(server, HttpStatusCode.Unauthorized, "invalid_client", $"192.0.2.{i}", client.ClientId, "wrong");
        }

        await AssertAsync(server, HttpStatusCode.TooManyRequests, "temporarily_unavailable", "192.0.2.9", client.ClientId, "wrong");
    }

    [Theory]
    [InlineData("Proxies:Networks:0=everywhere", "Proxies:Networks")]
    [InlineData("Limits:FailuresPerMinutePerClient=-1", "Limits:FailuresPerMinutePerClient")]
    public async Task A_wrong_setting_stops_the_start(string setting, string name)
    {
        var refused = await Assert.ThrowsAsync<SettingsException>(() => RunningServer.StartAsync(setting));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    private static async Task AssertAsync(
        RunningServer server, HttpStatusCode status, string? error, string address, string clientId, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret),
            ]),
            Headers = { { "X-Forwarded-For", address } },
        };
        using var response = await server.Http.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, await response.MemberAsync("error"));
        Assert.Equal(status == HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is not null);
    }
}
