using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>
/// Reads the ledger a few times a second and tells the caches of this node what others have committed. How long ago it last
/// succeeded is how old what this node believes can be.
/// </summary>
public sealed class ChangeFollower(
    IDbContextFactory<ServiceAccountsDbContext> contexts, ChangeFeed feed, TimeProvider time, ILogger<ChangeFollower> logger)
    : BackgroundService
{
    private const int PageLength = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Longer than a healthy database ever takes, and short enough that the next attempt still is in time.
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private long _position = -1;
    private byte[] _seal = [];
    private long _readAt = -1;
    private bool _failing;

    /// <summary>How long ago the ledger was last read to its end, as this node's clock of elapsed time says.</summary>
    public TimeSpan Age => Interlocked.Read(ref _readAt) is >= 0 and var readAt ? time.GetElapsedTime(readAt) : TimeSpan.MaxValue;

    /// <summary>Begins at the end of the ledger: to be called before anything of it is kept in memory.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => InTurnAsync(ReadEndAsync, cancellationToken);

    /// <summary>Reads what has been committed since the last time.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) => InTurnAsync(ReadOnAsync, cancellationToken);

    /// <summary>
    /// Has the caches as new as the last commit: to be called by who has the database alone. In a process that serves nobody, it
    /// begins with it.
    /// </summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) =>
        InTurnAsync(cancellation => _position < 0 ? ReadEndAsync(cancellation) : ReadOnAsync(cancellation), cancellationToken);

    /// <inheritdoc />
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            // At once: what was read before the server was ready to listen may be seconds old.
            do
            {
                await TryFollowAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // That is the end of a job.
        }
    }

    // Two that read at once would tell the older change last.
    private async Task InTurnAsync(Func<CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await read(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadEndAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await ReadEndAsync(db, cancellationToken);
        Interlocked.Exchange(ref _readAt, readAt);
    }

    private async Task ReadEndAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var end = await db.Set<LedgerPosition>().Where(p => p.Id == LedgerPosition.OnlyId).Select(p => new { p.Position, p.Seal }).SingleAsync(cancellationToken);
        (_position, _seal) = (end.Position, end.Seal);
    }

    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        int read;
        do
        {
            // With the last one that was read, to see that it still is what comes before the next.
            var entries = await db.Set<LedgerEntry>().Where(e => e.Position >= _position).OrderBy(e => e.Position).Take(PageLength)
                .Select(e => new { e.Position, e.Outcome, e.TenantId, e.PrincipalId, e.Action, e.Seal }).ToListAsync(cancellationToken);
            var isThere = _position <= 0 || (entries.FirstOrDefault() is { } first && IsLast(first.Position, first.Seal));
            if (!isThere && !(await LedgerPruning.OriginAsync(db, cancellationToken) is { } origin && IsLast(origin.Position, origin.Seal)))
            {
                logger.LedgerSetBack(_position);
                await ReadEndAsync(db, cancellationToken);
                feed.PublishEverything(_position);
                break;
            }

            foreach (var entry in entries.Where(entry => entry.Position > _position).ToList())
            {
                if (entry.Outcome == LedgerOutcome.Done)
                {
                    feed.Publish(new Change(entry.Position, entry.TenantId, entry.PrincipalId) { Action = entry.Action, Seal = entry.Seal });
                }

                (_position, _seal) = (entry.Position, entry.Seal);
            }

            read = entries.Count;
        }
        while (read == PageLength);

        // When it was asked, and not when it answered: what was committed in between may not have been in the answer.
        Interlocked.Exchange(ref _readAt, readAt);
    }

    private bool IsLast(long position, byte[] seal) => position == _position && seal.AsSpan().SequenceEqual(_seal);

    private async Task TryFollowAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(ReadLimit);
        try
        {
            await FollowAsync(limit.Token);
            if (_failing)
            {
                _failing = false;
                logger.FeedRead();
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested) // A job outlives a failing database.
        {
            // Four times a second for as long as it lasts would be no news.
            if (!_failing)
            {
                _failing = true;
                logger.FeedNotRead(e);
            }
        }
    }
}
