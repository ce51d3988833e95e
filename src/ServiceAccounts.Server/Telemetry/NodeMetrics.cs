using System.Diagnostics.Metrics;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Telemetry;

/// <summary>What is asked for when metrics are collected, and costs nothing in between: queues, ages and sizes of this node.</summary>
internal sealed class NodeMetrics(IssuanceJournal journal, ChangeFollower changes, ClientCache clients) : IDisposable
{
    /// <summary>The meter of all our instruments.</summary>
    public const string MeterName = "ServiceAccounts";

    private readonly Meter _meter = new(MeterName);

    /// <summary>Begins to answer.</summary>
    public void Begin()
    {
        _meter.CreateObservableUpDownCounter(
            "serviceaccounts.journal.queue.length", () => journal.Waiting, "{token}", "Issued tokens whose record waits for the next batch.");
        _meter.CreateObservableGauge(
            "serviceaccounts.journal.lag", () => journal.Lag.TotalSeconds, "s", "For how long the oldest record has been waiting for its commit.");
        _meter.CreateObservableGauge(
            "serviceaccounts.ledger.feed.age", Age, "s", "How long ago the ledger was last read to its end: as old may be what this node knows of changes.");
        _meter.CreateObservableUpDownCounter(
            "serviceaccounts.client_cache.size", () => clients.Count, "{client}", "Clients in memory.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    // Nothing to tell before the first time.
    private IEnumerable<Measurement<double>> Age() =>
        changes.Age == TimeSpan.MaxValue ? [] : [new Measurement<double>(changes.Age.TotalSeconds)];
}
