using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Resilience;

/// <summary>
/// Whether this node knows what has changed, and if not, what it may still do. One that has not read the ledger for two seconds is
/// stale: it issues short tokens to clients in memory, for a while, and does nothing else that needs the database.
/// </summary>
public sealed class Freshness : IDisposable
{
    /// <summary>How old what a node believes may be before it counts as stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(2);

    private readonly ChangeFollower _changes;
    private readonly TimeSpan _endAfter;
    private readonly TimeSpan _staleTtl;
    private readonly Meter _meter = new("ServiceAccounts");
    private readonly Counter<long> _refused;

    /// <summary>Asks the follower of the ledger.</summary>
    public Freshness(ChangeFollower changes, IOptions<ResilienceOptions> options)
    {
        _changes = changes;
        _endAfter = StaleAfter + TimeSpan.FromSeconds(options.Value.ServeStaleForSeconds);
        _staleTtl = TimeSpan.FromSeconds(options.Value.StaleTtlSeconds);
        _refused = _meter.CreateCounter<long>(
            "serviceaccounts.stale.refused", "{request}", "Requests that were answered 503 because this node was stale.");
        _meter.CreateObservableGauge(
            "serviceaccounts.stale", () => IsStale ? 1 : 0, "{node}", "1 while this node has not read the ledger for two seconds.");
        _meter.CreateObservableGauge(
            "serviceaccounts.ledger.age", AgeInSeconds, "s", "How long ago this node last read the ledger to its end.");
    }

    /// <summary>Whether what this node believes may be older than a change that holds elsewhere.</summary>
    public bool IsStale => _changes.Age > StaleAfter;

    /// <summary>Whether a token may be issued now; and for how long at most, where this node is stale.</summary>
    public bool MayIssue(out TimeSpan? longest)
    {
        var age = _changes.Age;
        longest = age > StaleAfter ? _staleTtl : null;
        return age <= _endAfter;
    }

    /// <summary>Notes that a request was refused for this reason.</summary>
    public void NoteRefused() => _refused.Add(1);

    /// <summary>Throws <see cref="StaleException"/> where this node is stale: to be called before anything is looked up for a token.</summary>
    public void ThrowIfStale(string what)
    {
        if (IsStale)
        {
            throw new StaleException(what);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    // Before the ledger has been read for the first time there is no age.
    private double AgeInSeconds() => _changes.Age is var age && age < TimeSpan.MaxValue ? age.TotalSeconds : 0;
}
