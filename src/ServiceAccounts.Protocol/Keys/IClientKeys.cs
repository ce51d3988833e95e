namespace ServiceAccounts.Protocol.Keys;

/// <summary>The keys that clients publish at a URL of theirs.</summary>
public interface IClientKeys
{
    /// <summary>The set published at <paramref name="jwksUrl"/>, cached; null when none could be had.</summary>
    ValueTask<ClientKeySet?> GetAsync(string jwksUrl, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the host again because <paramref name="seen"/> did not verify a signature, at most once in 30 seconds for each
    /// URL; null when that is not allowed now, failed, or brought nothing new.
    /// </summary>
    ValueTask<ClientKeySet?> RefetchAsync(string jwksUrl, ClientKeySet seen, CancellationToken cancellationToken);

    /// <summary>Fetches now and drops the old set, because an administrator says so.</summary>
    Task<ClientKeyRefresh> RefreshAsync(string jwksUrl, CancellationToken cancellationToken);
}

/// <summary>What came of a fetch that an administrator asked for.</summary>
/// <param name="Keys">The new set; null when it could not be had.</param>
/// <param name="Problem">Why it could not be had, and what to do.</param>
public sealed record ClientKeyRefresh(ClientKeySet? Keys, string? Problem);
