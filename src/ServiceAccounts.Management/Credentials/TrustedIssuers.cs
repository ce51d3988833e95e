using System.Collections.Concurrent;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// Asks issuers for their keys before anybody relies on them: a trust that could never be used is found out when it is made. No
/// write waits for a stranger's host, so this comes before the transaction.
/// </summary>
public sealed class TrustedIssuers(IClientKeys clientKeys, Issuer own)
{
    // A batch takes few of the slots that fetches of all tenants share, and has an end: 2 seconds for each four hosts that are slow.
    private const int MaxAtOnce = 4;
    private const int MaxPlaces = 20;

    /// <summary>
    /// What is wrong with the issuer of each credential, by the field to mend; null where nothing is. Each place is asked once, four
    /// at a time; of more than 20 none is asked.
    /// </summary>
    internal async Task<IReadOnlyList<(string Field, string Problem)?>> CheckAsync(
        Guid tenantId, IReadOnlyList<FederatedCredential> credentials, CancellationToken cancellationToken)
    {
        var places = credentials.Select(credential => UrlOf(credential, tenantId)).OfType<KeySetUrl>().Distinct().ToList();
        var problemOf = places.Count > MaxPlaces
            ? places.Skip(MaxPlaces).ToDictionary(url => url, _ => (string?)TooMany)
            : await AskAsync(places, cancellationToken);
        var problems = new List<(string, string)?>(credentials.Count);
        foreach (var credential in credentials)
        {
            var url = UrlOf(credential, tenantId);
            problems.Add(credential.Issuer.TrimEnd('/') == own.Value
                ? ("issuer", "It is this server itself, whose tokens are exchanged and not trusted: see token exchange.")
                : url is { } known && problemOf.GetValueOrDefault(known) is { } problem
                    ? (credential.JwksUrl is null ? "issuer" : "jwks_url", problem)
                    : null);
        }

        return problems;
    }

    /// <summary>The same for one credential, as the refusal of a request that has it at a path.</summary>
    internal async Task<OperationError?> WhyNotAsync(
        Guid tenantId, FederatedCredential credential, string path, CancellationToken cancellationToken) =>
        (await CheckAsync(tenantId, [credential], cancellationToken))[0] is var (field, problem)
            ? OperationError.Invalid(new Dictionary<string, string> { [path + field] = problem })
            : null;

    private async Task<IReadOnlyDictionary<KeySetUrl, string?>> AskAsync(List<KeySetUrl> places, CancellationToken cancellationToken)
    {
        var problems = new ConcurrentDictionary<KeySetUrl, string?>();
        await Parallel.ForEachAsync(
            places, new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken },
            async (url, cancellation) => problems[url] = WhyNoKeys(await clientKeys.TryAsync(url, cancellation)));
        return problems;
    }

    private static string TooMany =>
        $"One request names at most {MaxPlaces} different places where keys are fetched, and this is one more: send the rest in another request, or give keys as jwks.";

    private static KeySetUrl? UrlOf(FederatedCredential credential, Guid tenantId) => credential.ToTrust()?.UrlFor(tenantId);

    private static string? WhyNoKeys(ClientKeyRefresh answer) => answer switch
    {
        { Keys: null } => $"Its keys cannot be had. {answer.Problem} Where this server cannot reach the issuer, give its keys as jwks.",
        { Keys: { Keys.Length: 0, Refused: [var reason, ..] } } => $"It has no key that can be used. {reason}",
        { Keys.Keys.Length: 0 } => "It publishes no key.",
        _ => null,
    };
}
