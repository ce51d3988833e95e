using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances.Spill;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>
/// Collects the records of a node into batches: whatever arrives while one batch is being committed goes into the next, so
/// that a thousand tokens cost one write. A batch that the database does not take in time is kept on the disk of this node.
/// </summary>
public sealed class IssuanceJournal(
    IssuanceBatches batches, IssuanceSpill spill, ClaimsInMemory claims, Node node, CredentialUses uses, IOptions<JournalOptions> options,
    TimeProvider time, ILogger<IssuanceJournal> logger)
    : BackgroundService, IIssuances
{
    // What a fast node issues while the database has its second for a batch; past it the answer is 503, not memory.
    private const int MaxWaiting = 50_000;
    private const int MaxBatch = 2_000;

    private readonly bool _durable = options.Value.Issuance == IssuanceDurability.Durable;
    private readonly TimeSpan _commitTimeout = TimeSpan.FromMilliseconds(options.Value.CommitTimeoutMs);
    private readonly Channel<PendingIssuance> _waiting =
        Channel.CreateBounded<PendingIssuance>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private long _sequence;
    private long _committingSince = -1;
    private volatile TaskCompletionSource? _gathering;

    /// <summary>
    /// How long a batch for which nobody waits is gathered: one commit is then for hundreds of tokens, also where there are few at
    /// a time. Somebody who waits ends it.
    /// </summary>
    internal TimeSpan Gathering { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How many records wait for the next batch.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>How long the oldest record has been waiting: as long as the batch that it is in is being committed.</summary>
    public TimeSpan Lag => Interlocked.Read(ref _committingSince) is >= 0 and var since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <inheritdoc />
    public ValueTask<IssuanceOutcome> RecordAsync(Issuance issuance, CancellationToken cancellationToken)
    {
        // What may be used once is claimed before anything is granted, also where records are buffered.
        var awaited = _durable || issuance.SingleUse is not null || issuance.ProofUse is not null;
        var pending = PendingIssuance.Rent(issuance, awaited);
        if (!_waiting.Writer.TryWrite(pending))
        {
            return new ValueTask<IssuanceOutcome>(IssuanceOutcome.Unavailable);
        }

        if (!awaited)
        {
            return new ValueTask<IssuanceOutcome>(IssuanceOutcome.Recorded);
        }

        // Not cancelled with the request: the record is on its way, and a batch is committed as a whole.
        _gathering?.TrySetResult();
        return pending.AsValueTask();
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The last batch is written before the server goes: the reader ends when the channel is empty.
        _waiting.Writer.TryComplete();
        _gathering?.TrySetResult();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<PendingIssuance>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (!TakeInto(batch))
            {
                await GatherAsync(batch);
            }

            var began = time.GetTimestamp();
            Interlocked.Exchange(ref _committingSince, began);
            var isCommitted = await KeepAsync(batch);
            Interlocked.Exchange(ref _committingSince, -1);
            JournalMetrics.Ended(batch.Count, time.GetElapsedTime(began), isCommitted);
            uses.Note(batch.Where(p => p.Outcome == IssuanceOutcome.Recorded).Select(p => p.Issuance));
            foreach (var pending in batch)
            {
                pending.Complete();
            }

            batch.Clear();
        }
    }

    // Whether somebody waits for the batch.
    private bool TakeInto(List<PendingIssuance> batch)
    {
        while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var pending))
        {
            batch.Add(pending);
        }

        return _durable || batch.Exists(pending => pending.IsAwaited);
    }

    private async Task GatherAsync(List<PendingIssuance> batch)
    {
        // Looked at once more when it can be ended: whoever came before did not end it, and whoever comes after does.
        var gathering = _gathering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!TakeInto(batch) && batch.Count < MaxBatch && !_waiting.Reader.Completion.IsCompleted)
        {
            await gathering.Task.WaitAsync(Gathering, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _gathering = null;
        TakeInto(batch);
    }

    // Whether the database has it; where it has not, the outcomes say whether the disk has.
    private async Task<bool> KeepAsync(List<PendingIssuance> batch)
    {
        var claimed = BatchClaims.Settle(batch, claims);
        var recorded = batch.FindAll(pending => pending.Outcome == IssuanceOutcome.Recorded);
        var record = new BatchRecord(
            new BatchId(node.Id, ++_sequence), time.GetUtcNow(), recorded.ConvertAll(pending => pending.Issuance), claimed.In(recorded));
        if (record.Issuances.Count + record.Claims.Count == 0)
        {
            return true;
        }

        var isTried = await spill.IsOutOfTheWayAsync(_commitTimeout);
        if (isTried && await TryCommitAsync(record) is { } held)
        {
            spill.NoteCommitted();
            claimed.RefuseOthers(held);
            foreach (var claim in record.Claims)
            {
                // Also of those that others hold: used they are.
                claims.NoteCommitted(claim.Key, claim.ExpiresAt);
            }

            return true;
        }

        var isRefusingAlready = spill.IsRefusing;
        if (!spill.TryKeep(record, isTried))
        {
            if (!isRefusingAlready)
            {
                logger.BatchNotKept(record.Id.Sequence, batch.Count);
            }

            recorded.ForEach(pending => pending.Outcome = IssuanceOutcome.Unavailable);
        }

        return false;
    }

    // Null where it was not done in time: nobody knows then whether it will be after all.
    private async Task<IReadOnlySet<string>?> TryCommitAsync(BatchRecord record)
    {
        var limit = new CancellationTokenSource(_commitTimeout, time);
        var writing = batches.WriteAsync(record, limit.Token);
        try
        {
            return await writing.WaitAsync(_commitTimeout, time);
        }
        catch (Exception e) // The journal outlives a failing database.
        {
            logger.BatchNotCommitted(e, record.Id.Sequence, record.Issuances.Count);
            return null;
        }
        finally
        {
            _ = DisposeAfterAsync(writing, limit);
        }
    }

    // A driver that does not listen to the end of a wait still holds it.
    private static async Task DisposeAfterAsync(Task writing, CancellationTokenSource limit)
    {
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        limit.Dispose();
    }
}
