using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.OAuth;

/// <summary>What an OAuth endpoint answers that needs to know more than a stale node knows.</summary>
internal static class StaleAnswer
{
    private static readonly OAuthError Stale =
        OAuthError.TemporarilyUnavailable("This node has not read the ledger for seconds: the log says why it does not reach the database.");

    /// <summary>Refuses; nobody has failed at anything, so nothing is journalled.</summary>
    public static Task WriteAsync(HttpContext http, Freshness freshness)
    {
        freshness.NoteRefused();
        return OAuthErrorAnswer.WriteAsync(http, Stale);
    }
}
