using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>
/// Writes what was refused into the ledger, behind the back of whoever refused it: no request waits for it, a flood of them
/// takes neither memory nor the disk, and what a failing database does not take is kept or counted until it does.
/// </summary>
public sealed class RefusalJournal(
    IDatabase database, LedgerWriter ledger, IClients clients, TimeProvider time, ILogger<RefusalJournal> logger)
    : BackgroundService
{
    private const int MaxWaiting = 10_000;

    // A token's record waits for one such transaction at most.
    private const int MaxAtOnce = 500;
    private const int MaxUnwritten = 2_000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly Meter Meter = new("ServiceAccounts");
    private static readonly Counter<long> Written = Meter.CreateCounter<long>(
        "serviceaccounts.refusals.journalled", "{refusal}", "Refusals that the ledger tells of, those that are only counted included.");

    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "serviceaccounts.refusals.dropped", "{refusal}", "Refusals that only a count tells of, because there were too many.");

    private readonly Channel<Refusal> _waiting =
        Channel.CreateBounded<Refusal>(new BoundedChannelOptions(MaxWaiting));

    private readonly SemaphoreSlim _turn = new(1);
    private readonly RefusalFolding _folding = new();
    private readonly List<Refusal> _unwritten = [];
    private (int Count, LedgerEntry First)? _unsure;
    private int _overflow;
    private bool _failing;

    /// <summary>
    /// Takes note of something refused; never waits. The client that it names is looked up later, and where there is one the
    /// entry is its tenant's.
    /// </summary>
    /// <param name="actor">Who asked.</param>
    /// <param name="deed">What was refused, and why: nothing of it that a stranger chose, but for a well-formed client id.</param>
    /// <param name="about">What tells it from another of the same reason.</param>
    public void Report(Actor actor, Deed deed, string? about = null)
    {
        if (!_waiting.Writer.TryWrite(new Refusal(actor, deed with { Outcome = LedgerOutcome.Refused }, about)))
        {
            Interlocked.Increment(ref _overflow);
        }
    }

    /// <summary>Writes what was refused until now, so that a reader sees it; where that fails it is tried again later.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => WriteAsync(all: false, due: true).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        await WriteAsync(all: true, due: true).WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            var arrival = _waiting.Reader.WaitToReadAsync(stoppingToken).AsTask();
            while (true)
            {
                await Task.WhenAny(tick, arrival);
                stoppingToken.ThrowIfCancellationRequested();
                var isTick = tick.IsCompleted;
                tick = isTick ? timer.WaitForNextTickAsync(stoppingToken).AsTask() : tick;
                await WriteAsync(all: false, due: isTick);

                // One wait until something arrives: the channel keeps each that is asked for, and a quiet server asks for
                // one a second.
                arrival = arrival.IsCompleted ? _waiting.Reader.WaitToReadAsync(stoppingToken).AsTask() : arrival;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What still waits is written by StopAsync.
        }
    }

    // Once a second, and not for every refusal, the counts are looked through and a database that fails is asked again.
    private async Task WriteAsync(bool all, bool due)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await TakeAsync();
            foreach (var count in due ? _folding.Counts(time.GetUtcNow(), all) : [])
            {
                Keep(count);
            }

            if (due || !_failing)
            {
                await AppendAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TakeAsync()
    {
        var now = time.GetUtcNow();
        if (Interlocked.Exchange(ref _overflow, 0) is > 0 and var overflow)
        {
            Dropped.Add(overflow);
            _folding.CountApart(overflow, now);
        }

        for (var taken = 0; taken < MaxWaiting && _waiting.Reader.TryRead(out var refusal); taken++)
        {
            var known = await AttributeAsync(refusal);
            if (_folding.IsFirst(known, now))
            {
                Keep(known);
            }
        }
    }

    // The client was in memory a moment ago, when it was refused: this is seldom a read.
    private async Task<Refusal> AttributeAsync(Refusal refusal)
    {
        if (refusal.Deed is not { TenantId: null, ClientId: { } clientId })
        {
            return refusal;
        }

        try
        {
            return await clients.FindAsync(clientId, CancellationToken.None) is { } client
                ? refusal with
                {
                    Deed = refusal.Deed with
                    {
                        SubjectKind = client.AuthenticationMethod == ClientAuthenticationMethod.ApiToken ? "api_token" : "application",
                        SubjectId = client.ApplicationId,
                        TenantId = client.TenantId,
                        PrincipalId = client.PrincipalId,
                        OrganizationId = client.OrganizationId,
                    },
                }
                : refusal;
        }
        catch (Exception e) // Whatever the database says: the refusal is kept as that of a stranger.
        {
            logger.RefusalNotAttributed(e, clientId);
            return refusal;
        }
    }

    private void Keep(Refusal refusal)
    {
        if (_unwritten.Count < MaxUnwritten)
        {
            _unwritten.Add(refusal);
            return;
        }

        Dropped.Add(refusal.Deed.Count);
        _folding.CountApart(refusal.Deed.Count, time.GetUtcNow());
    }

    private async Task AppendAsync()
    {
        while (_unwritten.Count > 0)
        {
            // The same ones again as long as nobody knows whether they have arrived.
            var next = _unwritten.Take(_unsure?.Count ?? MaxAtOnce).ToList();
            LedgerEntry? first = null;
            try
            {
                // Told to nobody by the change feed: nothing has changed.
                await database.WriteAsync(
                    async (db, cancellation) =>
                    {
                        if (_unsure is not { } earlier || !await IsThereAsync(db, earlier.First, cancellation))
                        {
                            first = (await ledger.AppendAsync(db, next.Select(r => (r.Actor, r.Deed)), cancellation))[0];
                        }

                        return true;
                    },
                    CancellationToken.None);
                _unsure = null;
            }
            catch (Exception e) // The journal outlives a failing database.
            {
                // A commit whose answer was lost may have been made.
                _unsure = first is null ? _unsure : (next.Count, first);
                _failing = true;
                logger.RefusalsNotWritten(e, _unwritten.Count);
                return;
            }

            _failing = false;
            _unwritten.RemoveRange(0, next.Count);
            Written.Add(next.Sum(r => (long)r.Deed.Count));
        }
    }

    // By its seal: another entry may have got its number.
    private static Task<bool> IsThereAsync(ServiceAccountsDbContext db, LedgerEntry entry, CancellationToken cancellationToken) =>
        db.Set<LedgerEntry>().AnyAsync(e => e.Position == entry.Position && e.Seal == entry.Seal, cancellationToken);
}
