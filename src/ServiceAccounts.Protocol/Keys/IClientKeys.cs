namespace ServiceAccounts.Protocol.Keys;

/// <summary>The keys that clients publish at a URL of theirs.</summary>
public interface IClientKeys
{
    /// <summary>The set published at <paramref name="url"/>, cached; null when none could be had.</summary>
    ValueTask<ClientKeySet?> GetAsync(KeySetUrl url, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the host again because <paramref name="seen"/> did not verify a signature, at most once in 30 seconds for each
    /// URL; null when that is not allowed now, failed, or brought nothing new.
    /// </summary>
    ValueTask<ClientKeySet?> RefetchAsync(KeySetUrl url, ClientKeySet seen, CancellationToken cancellationToken);

    /// <summary>Fetches now and drops the old set, because an administrator says so.</summary>
    Task<ClientKeyRefresh> RefreshAsync(KeySetUrl url, CancellationToken cancellationToken);

    /// <summary>Fetches now and keeps nothing: what a URL would give, before anybody relies on it.</summary>
    Task<ClientKeyRefresh> TryAsync(KeySetUrl url, CancellationToken cancellationToken);
}

/// <summary>Where a tenant's application publishes keys: what one tenant does with a URL is nothing to another that names it too.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Url">The URL.</param>
public readonly record struct KeySetUrl(Guid TenantId, string Url)
{
    private const string Discovery = "/.well-known/openid-configuration";

    /// <summary>The issuer whose discovery document is at the URL and names where the keys are; null where the keys are there themselves.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether the set is the bundle of a SPIFFE trust domain, of which only the keys for JWT-SVIDs count.</summary>
    public bool IsSpiffeBundle { get; init; }

    /// <summary>Where an issuer's discovery document is (OpenID Connect Discovery section 4.1).</summary>
    public static KeySetUrl OfIssuer(Guid tenantId, string issuer) => new(tenantId, issuer.TrimEnd('/') + Discovery) { Issuer = issuer };

    /// <summary>The URL as logs and lists show it: without its query, in which some hosts are given a token.</summary>
    public string Shown => new Uri(Url).GetLeftPart(UriPartial.Path);
}

/// <summary>What came of a fetch that an administrator asked for.</summary>
/// <param name="Keys">The new set; null when it could not be had.</param>
/// <param name="Problem">Why it could not be had, and what to do.</param>
public sealed record ClientKeyRefresh(ClientKeySet? Keys, string? Problem);
