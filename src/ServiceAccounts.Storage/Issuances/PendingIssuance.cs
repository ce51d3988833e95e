using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>A record on its way into a batch, and the request that waits for it; used again when the wait is over.</summary>
internal sealed class PendingIssuance : IValueTaskSource<IssuanceOutcome>
{
    private const int MaxPooled = 4_096;

    private static readonly ConcurrentQueue<PendingIssuance> Pool = new();

    // The committing thread must go on to the next batch, not run the rest of somebody's request.
    private ManualResetValueTaskSourceCore<IssuanceOutcome> _source = new() { RunContinuationsAsynchronously = true };

    /// <summary>Whether a request waits for it.</summary>
    public bool IsAwaited { get; private set; }

    public Issuance Issuance { get; private set; } = null!; // Set by Rent, the only way to get one.

    public IssuanceOutcome Outcome { get; set; }

    public static PendingIssuance Rent(Issuance issuance, bool awaited)
    {
        if (!Pool.TryDequeue(out var pending))
        {
            pending = new PendingIssuance();
        }

        pending.Issuance = issuance;
        pending.IsAwaited = awaited;
        return pending;
    }

    public ValueTask<IssuanceOutcome> AsValueTask() => new(this, _source.Version);

    public void Complete()
    {
        if (IsAwaited)
        {
            _source.SetResult(Outcome);
        }
        else
        {
            Return();
        }
    }

    IssuanceOutcome IValueTaskSource<IssuanceOutcome>.GetResult(short token)
    {
        var outcome = _source.GetResult(token);
        _source.Reset();
        Return();
        return outcome;
    }

    ValueTaskSourceStatus IValueTaskSource<IssuanceOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<IssuanceOutcome>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Return()
    {
        if (Pool.Count < MaxPooled)
        {
            Pool.Enqueue(this);
        }
    }
}
