using System.Net;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Nonces of the server (RFC 9449 sections 8 and 9) where it demands them.</summary>
public sealed class DPoPNonceTests
{
    [Fact]
    public async Task A_nonce_that_is_demanded_is_given_and_runs_out()
    {
        await using var server = await RunningServer.StartAsync(
            "DPoP:RequireNonce=true", "DPoP:NonceRotationSeconds=100", "Limits:FailuresPerMinutePerAddress=1", "Limits:FailuresPerMinutePerClient=1");
        var client = await server.CreateSecretClientAsync(new() { ["role_ids"] = ApiCaller.Ids(SystemRole.TenantAdmin.Id) });
        var key = DPoPKey.Of(server);
        Task<HttpResponseMessage> RequestAsync(string? nonce) => key.RequestTokenAsync(
            client, [key.TokenProof(claims: claims => claims["nonce"] = nonce)], ("resource", server.Issuer));

        // Who is asked for one has failed at nothing, however often.
        await AskedAsync(key.RequestTokenAsync(client, [key.TokenProof()]));
        await AskedAsync(RequestAsync("made-up"));
        var nonce = await AskedAsync(key.RequestTokenAsync(client, [key.TokenProof()]));
        using var issued = await RequestAsync(nonce);
        Assert.Equal("DPoP", await issued.MemberAsync("token_type"));
        var token = (await issued.MemberAsync("access_token"))!;

        // A token without a proof is none of the nonces' business.
        await key.RequestTokenAsync(client, []).StatusAsync(HttpStatusCode.OK);

        for (var i = 0; i < 3; i++)
        {
            using var asked = await key.GetAsync(ApiCaller.Self, token);
            Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
            Assert.Contains("error=\"use_dpop_nonce\"", asked.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }

        await key.GetAsync(ApiCaller.Self, token, claims => claims["nonce"] = nonce).StatusAsync(HttpStatusCode.OK);

        // The one before is good too; the one before that is not.
        server.Time.Advance(TimeSpan.FromSeconds(100));
        await RequestAsync(nonce).StatusAsync(HttpStatusCode.OK);
        server.Time.Advance(TimeSpan.FromSeconds(100));
        await RequestAsync(await AskedAsync(RequestAsync(nonce))).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_nonce_outlives_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;
        SecretClient client;
        string nonce;
        DateTimeOffset then;
        await using (var first = await RunningServer.StartAsync(directory, configure: null))
        {
            client = await first.CreateSecretClientAsync();
            var key = DPoPKey.Of(first);
            using var response = await key.RequestTokenAsync(client, [key.TokenProof()]);
            nonce = Assert.Single(response.Headers.GetValues("DPoP-Nonce"));
            then = first.Time.GetUtcNow();
        }

        await using (var second = await RunningServer.StartAsync(directory, configure: null))
        {
            second.Time.Advance(then - second.Time.GetUtcNow());
            var key = DPoPKey.Of(second);
            await key.RequestTokenAsync(client, [key.TokenProof(claims: claims => claims["nonce"] = nonce)]).StatusAsync(HttpStatusCode.OK);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task<string> AskedAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("use_dpop_nonce", await response.MemberAsync("error"));
        return Assert.Single(response.Headers.GetValues("DPoP-Nonce"));
    }
}
