using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>
/// Collects the records of a node into batches: whatever arrives while one batch is being committed goes into the next, so
/// that a thousand tokens cost one write.
/// </summary>
public sealed class IssuanceJournal(
    IDatabase database, Node node, CredentialUses uses, IOptions<JournalOptions> options, TimeProvider time, ILogger<IssuanceJournal> logger)
    : BackgroundService, IIssuances
{
    // Far more than can wait at once on a healthy node; past it the answer is 503, not memory.
    private const int MaxWaiting = 10_000;
    private const int MaxBatch = 2_000;

    private readonly bool _durable = options.Value.Issuance == IssuanceDurability.Durable;
    private readonly Channel<PendingIssuance> _waiting =
        Channel.CreateBounded<PendingIssuance>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private long _sequence;
    private long _committingSince = -1;

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

        // Not cancelled with the request: the record is on its way, and a batch is committed as a whole.
        return awaited ? pending.AsValueTask() : new ValueTask<IssuanceOutcome>(IssuanceOutcome.Recorded);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The last batch is written before the server goes: the reader ends when the channel is empty.
        _waiting.Writer.TryComplete();
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
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            var began = time.GetTimestamp();
            Interlocked.Exchange(ref _committingSince, began);
            var isCommitted = await CommitAsync(batch);
            Interlocked.Exchange(ref _committingSince, -1);
            JournalMetrics.Ended(batch.Count, time.GetElapsedTime(began), isCommitted);
            batch.Clear();
        }
    }

    private async Task<bool> CommitAsync(List<PendingIssuance> batch)
    {
        var (id, isCommitted) = (new BatchId(node.Id, ++_sequence), false);
        try
        {
            await database.WriteBesideAsync((db, cancellation) => WriteAsync(db, id, batch, cancellation), CancellationToken.None);
            isCommitted = true;
            uses.Note(batch.Where(p => p.Outcome == IssuanceOutcome.Recorded).Select(p => p.Issuance));
        }
        catch (Exception e) // The journal outlives a failing database: callers that wait get 503, and the next batch is tried.
        {
            logger.BatchFailed(e, id.Sequence, batch.Count);
            foreach (var pending in batch)
            {
                pending.Outcome = IssuanceOutcome.Unavailable;
            }
        }

        foreach (var pending in batch)
        {
            pending.Complete();
        }

        return isCommitted;
    }

    private async Task<bool> WriteAsync(
        ServiceAccountsDbContext db, BatchId id, List<PendingIssuance> batch, CancellationToken cancellationToken)
    {
        await ClaimAsync(db, id, batch, cancellationToken);
        var recorded = batch.Where(p => p.Outcome == IssuanceOutcome.Recorded).Select(p => p.Issuance).ToList();
        if (recorded.Count > 0)
        {
            db.Add(new IssuanceBatch
            {
                Node = id.Node,
                Sequence = id.Sequence,
                CreatedAt = time.GetUtcNow(),
                Count = recorded.Count,
                Payload = IssuanceCodec.Encode(recorded),
            });
            await db.SaveChangesAsync(cancellationToken);
        }

        return true;
    }

    private async Task ClaimAsync(
        ServiceAccountsDbContext db, BatchId id, List<PendingIssuance> batch, CancellationToken cancellationToken)
    {
        // Two of the same in one batch: the first wins. Sorted, so that two nodes never lock in opposite orders.
        var first = new SortedDictionary<string, (PendingIssuance Pending, SingleUse Use, IssuanceOutcome IfUsed)>(StringComparer.Ordinal);
        foreach (var pending in batch)
        {
            pending.Outcome = IssuanceOutcome.Recorded;
            Claim(pending.Issuance.ProofUse, pending, IssuanceOutcome.ProofAlreadyUsed);
            Claim(pending.Issuance.SingleUse, pending, IssuanceOutcome.AlreadyUsed);
        }

        if (first.Count == 0)
        {
            return;
        }

        var claims = first.Select(claim => new SingleUseClaim
        {
            Key = claim.Key,
            ExpiresAt = claim.Value.Use.ExpiresAt,
            Node = id.Node,
            Sequence = id.Sequence,
        }).ToList();
        var held = await database.ClaimAsync(db, id, claims, cancellationToken);
        foreach (var (key, (pending, _, ifUsed)) in first)
        {
            if (!held.Contains(key))
            {
                Refuse(pending, ifUsed);
            }
        }

        void Claim(SingleUse? use, PendingIssuance pending, IssuanceOutcome ifUsed)
        {
            if (use is not null && !first.TryAdd(Convert.ToHexStringLower(use.Key.AsSpan()), (pending, use, ifUsed)))
            {
                Refuse(pending, ifUsed);
            }
        }
    }

    // Where both have been used, it is the client that is not believed.
    private static void Refuse(PendingIssuance pending, IssuanceOutcome outcome)
    {
        if (pending.Outcome != IssuanceOutcome.AlreadyUsed)
        {
            pending.Outcome = outcome;
        }
    }
}
