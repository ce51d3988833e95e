using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>Looks into every answer: a credential is in one and never again, and none begins a session.</summary>
internal sealed partial class RevealedOnce(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentDictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>Every credential that an answer has shown.</summary>
    public IEnumerable<string> Seen => _seen.Keys;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var shown = await response.Content.ReadAsStringAsync(cancellationToken)
            + string.Join('\n', response.Headers.SelectMany(header => header.Value));
        var asked = $"{request.Method} {request.RequestUri}";
        foreach (var secret in Credential().Matches(shown).Select(match => match.Value).Distinct())
        {
            Assert.True(_seen.TryAdd(secret, asked), $"The answer to {asked} shows a credential that {_seen[secret]} has shown.");
        }

        Assert.False(response.Headers.Contains("Set-Cookie"), $"The answer to {asked} begins a session.");
        return response;
    }

    [GeneratedRegex("sa_(?:secret|token)_[0-9A-Za-z]{46}")]
    private static partial Regex Credential();
}
