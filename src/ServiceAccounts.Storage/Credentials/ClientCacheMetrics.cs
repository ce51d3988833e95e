using System.Diagnostics.Metrics;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Counts what the cache of clients is worth; where nobody listens it costs nothing.</summary>
internal static class ClientCacheMetrics
{
    private static readonly Meter Meter = new("ServiceAccounts");
    private static readonly Counter<long> LookUps = Meter.CreateCounter<long>(
        "serviceaccounts.client_cache.lookups", "{lookup}", "Look-ups of clients: hit, miss (a read of the database), unknown (remembered as such, or no id of ours).");

    private static readonly Counter<long> Evictions = Meter.CreateCounter<long>(
        "serviceaccounts.client_cache.evictions", "{client}", "Clients that gave way to others because memory for them is bounded.");

    public static void Hit() => LookUps.Add(1, new KeyValuePair<string, object?>("serviceaccounts.outcome", "hit"));

    public static void Miss() => LookUps.Add(1, new KeyValuePair<string, object?>("serviceaccounts.outcome", "miss"));

    public static void Unknown() => LookUps.Add(1, new KeyValuePair<string, object?>("serviceaccounts.outcome", "unknown"));

    public static void Evicted() => Evictions.Add(1);
}
