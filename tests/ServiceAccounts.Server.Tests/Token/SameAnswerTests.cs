using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Tests that count the work of a whole process: no other server may work beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>Neither an answer nor the work behind it tells an unknown client from a wrong secret.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class SameAnswerTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string UnknownClientId = "sa_client_0123456789ab";
    private const string HashesName = "serviceaccounts.secrets.hashes";
    private const string ComparisonsName = "serviceaccounts.secrets.comparisons";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "128")]
    public async Task An_unknown_client_and_whoever_has_no_right_secret_get_the_same_answer_for_the_same_work(bool inHeader)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateSecretClientAsync();
        var other = await endpoint.Server.CreateSecretClientAsync();
        var signing = await endpoint.Server.CreateAssertionClientAsync(key);
        var deactivated = await endpoint.Server.CreateSecretClientAsync();
        using var done = await endpoint.Server.Admin.PostAsync($"/management/v1/service-accounts/{deactivated.AccountId}/deactivate", null);
        Assert.True(done.IsSuccessStatusCode);
        var issuedBefore = await TokenEndpointUnderTest.IssuedAsync(endpoint.Server);

        var expected = await AskAsync(client.ClientId, NewSecret(), inHeader);
        Assert.Equal((1, 2), expected.Work);

        await AssertSameAsync(UnknownClientId, NewSecret());
        await AssertSameAsync(UnknownClientId, client.Secret);
        await AssertSameAsync("nobody", NewSecret());
        await AssertSameAsync(client.ClientId, other.Secret);
        await AssertSameAsync(signing.ClientId, NewSecret());
        await AssertSameAsync(signing.ClientId, client.Secret);
        await AssertSameAsync(deactivated.ClientId, NewSecret());
        await AssertSameAsync(deactivated.ClientId, deactivated.Secret);
        await AssertSameAsync(new string('x', 10_000), NewSecret());
        Assert.Equal(issuedBefore, await TokenEndpointUnderTest.IssuedAsync(endpoint.Server));

        async Task AssertSameAsync(string clientId, string secret)
        {
            var answer = await AskAsync(clientId, secret, inHeader);
            Assert.Equal(expected.Head, answer.Head);
            Assert.Equal(expected.Body, answer.Body);
            Assert.Equal(expected.Work, answer.Work);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_right_secret_costs_what_a_wrong_one_costs(bool inHeader)
    {
        var client = await endpoint.Server.CreateSecretClientAsync();

        var right = await AskAsync(client.ClientId, client.Secret, inHeader);
        var wrong = await AskAsync(client.ClientId, NewSecret(), inHeader);

        Assert.Contains("access_token", right.Body, StringComparison.Ordinal);
        Assert.Equal(right.Work, wrong.Work);
    }

    [Fact]
    public async Task A_secret_of_another_form_costs_nothing_whoever_sends_it_and_gets_the_same_answer()
    {
        var client = await endpoint.Server.CreateSecretClientAsync();
        var expected = await AskAsync(client.ClientId, NewSecret(), inHeader: true);
        var mistyped = client.Secret[..^1] + (client.Secret[^1] == 'x' ? 'y' : 'x');

        foreach (var clientId in new[] { client.ClientId, UnknownClientId })
        {
            var answer = await AskAsync(clientId, mistyped, inHeader: true);
            Assert.Equal(expected.Head, answer.Head);
            Assert.Equal(expected.Body, answer.Body);
            Assert.Equal((0, 0), answer.Work);
        }
    }

    [Fact]
    public async Task A_failed_assertion_gets_the_same_answer_as_a_wrong_secret()
    {
        using var key = ClientKeyPair.Es256();
        using var attackers = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateSecretClientAsync();
        var signing = await endpoint.Server.CreateAssertionClientAsync(key);
        var unknown = new AssertionClient(signing.AccountId, UnknownClientId, key, endpoint.Server);
        var expected = await AskAsync(client.ClientId, NewSecret(), inHeader: true);

        foreach (var (asking, assertion) in new[]
        {
            (signing, signing.Assertion(signedBy: attackers)),
            (signing, signing.Assertion(claims: c => c["exp"] = 0)),
            (unknown, unknown.Assertion()),
        })
        {
            using var response = await asking.RequestTokenAsync(assertion);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(expected.Head, HeadOf(response));
            Assert.Equal(expected.Body, await response.Content.ReadAsStringAsync());
        }
    }

    private static string NewSecret() => CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);

    // The date and the request's own id are the headers that may differ.
    private static string HeadOf(HttpResponseMessage response) => string.Join(
        '\n',
        response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "X-Correlation-Id"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Prepend(response.StatusCode.ToString()));

    private async Task<Answer> AskAsync(string clientId, string secret, bool inHeader)
    {
        using var work = new CountedWork();
        using var response = inHeader
            ? await endpoint.Server.RequestTokenAsync(SecretClient.BasicOf(clientId, secret), ("grant_type", "client_credentials"))
            : await endpoint.Server.RequestTokenAsync(
                ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret));
        return new Answer(
            HeadOf(response), await response.Content.ReadAsStringAsync(), (work.Of(HashesName), work.Of(ComparisonsName)));
    }

    private sealed record Answer(string Head, string Body, (long Hashes, long Comparisons) Work);

    /// <summary>Counts what the hasher does while it lives.</summary>
    private sealed class CountedWork : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, long> _counts = new();

        public CountedWork()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SecretHasher.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
                _counts.AddOrUpdate(instrument.Name, count, (_, sum) => sum + count));
            _listener.Start();
        }

        public long Of(string name) => _counts.GetValueOrDefault(name);

        public void Dispose() => _listener.Dispose();
    }
}
