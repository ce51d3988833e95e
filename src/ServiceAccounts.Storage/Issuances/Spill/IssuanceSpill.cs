using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceAccounts.Storage.Issuances.Spill;

/// <summary>
/// The records that the database has not taken yet, on the disk of this node: their tokens are out, and nothing is forgotten until
/// the database has them. There is an end to it: what does not fit is not issued.
/// </summary>
public sealed class IssuanceSpill : IDisposable
{
    // So little is sent in the time that a batch may wait for the database anyway.
    private const long NearlyNothing = 1024 * 1024;

    private readonly SpillDirectory _directory;
    private readonly long _limit;
    private readonly ClaimsInMemory _claims;
    private readonly TimeProvider _time;
    private readonly ILogger<IssuanceSpill> _logger;
    private readonly SemaphoreSlim _work = new(0);
    private readonly List<SpillQueue> _earlier = [];
    private readonly Meter _meter = new("ServiceAccounts");
    private readonly Counter<long> _spilled;
    private readonly Counter<long> _refused;
    private SpillQueue? _own;
    private TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isFlowing;
    private volatile bool _isOpen;

    /// <summary>Begins with nothing; <see cref="Open"/> finds what an earlier process left.</summary>
    public IssuanceSpill(
        Node node, ClaimsInMemory claims, IOptions<JournalOptions> options, TimeProvider time, ILogger<IssuanceSpill> logger)
    {
        (_claims, _time, _logger) = (claims, time, logger);
        _directory = new SpillDirectory(Path.GetFullPath(options.Value.SpillDirectory), node);
        _limit = options.Value.SpillMegabytes * 1024L * 1024;
        _spilled = _meter.CreateCounter<long>(
            "serviceaccounts.spill.batches", "{batch}", "Batches of records that went to this node's disk because the database did not take them in time.");
        _refused = _meter.CreateCounter<long>(
            "serviceaccounts.spill.refused", "{token}", "Tokens that were not issued because neither the database nor the disk took their records.");
        Sent = _meter.CreateCounter<long>(
            "serviceaccounts.spill.sent", "{batch}", "Batches from this node's disk that the database has taken since.");
        _meter.CreateObservableGauge("serviceaccounts.spill.size", () => Bytes, "By", "Records on this node's disk that the database does not have yet.");
    }

    /// <summary>How many bytes wait on this node's disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_earlier)
            {
                return (_own?.Waiting ?? 0) + _earlier.Sum(queue => queue.Waiting);
            }
        }
    }

    /// <summary>Whether the last batch was kept neither by the database nor here, so that nothing is issued.</summary>
    public bool IsRefusing { get; private set; }

    /// <summary>Whether nothing can be kept here, because this node's file was damaged and no other could be made yet.</summary>
    public bool IsBroken => _isOpen && _own is null;

    internal Counter<long> Sent { get; }

    /// <summary>
    /// Makes the directory and this node's file, and takes over what processes left that run no more; throws
    /// <see cref="InvalidOperationException"/> where that cannot be done.
    /// </summary>
    public void Open()
    {
        if (_limit == 0)
        {
            return;
        }

        try
        {
            _directory.Create();
            foreach (var path in _directory.Files())
            {
                TakeOver(path);
            }

            _own = _directory.CreateOwn();
            _isOpen = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            const string Setting = $"{JournalOptions.Section}:{nameof(JournalOptions.SpillDirectory)}";
            throw new InvalidOperationException(
                $"{Setting}: Nothing can be kept in '{_directory.Path}': {e.Message} Name a directory that this process may write, for example "
                + $"{Setting.Replace(":", "__", StringComparison.Ordinal)}=/var/lib/serviceaccounts/spill",
                e);
        }
    }

    /// <summary>
    /// Whether the next batch goes to the database: it does unless others wait here. Waits for the last of those where they are
    /// about to be sent, because batches keep their order.
    /// </summary>
    internal async ValueTask<bool> IsOutOfTheWayAsync(TimeSpan wait)
    {
        // Asked for before it is known that something waits: what is sent in between is heard of.
        var drained = Volatile.Read(ref _drained).Task;
        if (_own is not { Waiting: > 0 and var waiting } own)
        {
            return true;
        }

        if (!_isFlowing || waiting > NearlyNothing)
        {
            return false;
        }

        try
        {
            await drained.WaitAsync(wait, _time);
        }
        catch (TimeoutException)
        {
            // Then it waits here behind the others.
        }

        return own.Waiting == 0;
    }

    /// <summary>Keeps a batch; false where there is no room, and nothing of it counts.</summary>
    internal bool TryKeep(BatchRecord batch, bool wasTried)
    {
        IsRefusing = !TryAdd(batch, wasTried);
        if (IsRefusing)
        {
            _refused.Add(batch.Issuances.Count);
            return false;
        }

        _spilled.Add(1);
        _work.Release();
        return true;
    }

    /// <summary>Notes that the database has taken a batch.</summary>
    internal void NoteCommitted() => IsRefusing = false;

    /// <summary>Waits until there is something to send.</summary>
    internal async Task WaitForWorkAsync(CancellationToken cancellationToken)
    {
        while (Bytes == 0)
        {
            await _work.WaitAsync(cancellationToken);
        }
    }

    /// <summary>All that may have something to send: this node's own first.</summary>
    internal List<SpillQueue> Queues()
    {
        lock (_earlier)
        {
            return _own is null ? [] : [_own, .. _earlier];
        }
    }

    /// <summary>Notes whether the database takes what is sent.</summary>
    internal void NoteFlow(bool isFlowing) => _isFlowing = isFlowing;

    /// <summary>Notes that a part has arrived.</summary>
    internal void NoteSent(SpillQueue queue, SpillPart part)
    {
        IsRefusing = false;
        foreach (var batch in part.Batches)
        {
            _claims.NoteSent(batch.Claims);
        }

        if (!queue.NoteSent(part))
        {
            return;
        }

        if (ReferenceEquals(queue, _own))
        {
            Interlocked.Exchange(ref _drained, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
        else
        {
            queue.Delete();
            Drop(queue);
        }
    }

    /// <summary>Ends a file of which nothing more can be read; where it was this node's own, the next batch goes into another.</summary>
    internal void End(SpillQueue queue, InvalidDataException? damage)
    {
        // In one breath: who finds that the file has just been closed waits here for the next one.
        lock (_earlier)
        {
            if (damage is null)
            {
                // Cut short by a crash: nobody was answered for the last one.
                queue.Delete();
            }
            else
            {
                _logger.SpillDamaged(damage, queue.PutAside());
            }

            if (!Drop(queue))
            {
                return;
            }

            TryBeginAgain();
        }

        // Nobody needs to wait for what is not sent any more.
        Interlocked.Exchange(ref _drained, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Closes all files, and deletes this node's own where it is empty.</summary>
    internal void Close()
    {
        lock (_earlier)
        {
            _isOpen = false;
            if (_own is { Waiting: 0 })
            {
                _own.Delete();
            }
            else if (_own is not null)
            {
                _logger.SpillLeft(_own.Waiting, _own.Path);
                _own.Dispose();
            }

            _own = null;
            _earlier.ForEach(queue => queue.Dispose());
            _earlier.Clear();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        _meter.Dispose();
        _work.Dispose();
    }

    private bool TryAdd(BatchRecord batch, bool wasTried)
    {
        var bytes = SpillCodec.Encode(batch);
        if (IsBroken)
        {
            TryBeginAgain();
        }

        if (_own is not { } own || Length() + SpillFile.SpaceOf(bytes) > _limit || !_claims.TryNoteSpilled(batch.Claims))
        {
            return false;
        }

        try
        {
            Add(own, bytes, wasTried);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _claims.Forget(batch.Claims);

            // Once, and not for each of the thousands that are refused until there is room.
            if (!IsRefusing)
            {
                _logger.SpillFailed(e, own.Path);
            }

            return false;
        }
    }

    private void Add(SpillQueue own, byte[] batch, bool wasTried)
    {
        try
        {
            own.Add(batch, wasTried);
        }
        catch (ObjectDisposedException) // It has just turned out to be damaged.
        {
            lock (_earlier)
            {
                if (_own is not { } next || ReferenceEquals(next, own))
                {
                    throw;
                }

                next.Add(batch, wasTried);
            }
        }
    }

    private long Length()
    {
        lock (_earlier)
        {
            return (_own?.Length ?? 0) + _earlier.Sum(queue => queue.Length);
        }
    }

    private void TakeOver(string path)
    {
        if (SpillFile.TryOpen(path) is not { } file)
        {
            return;
        }

        var queue = new SpillQueue(file);
        queue.NoteAllTried();
        if (queue.Waiting == 0)
        {
            queue.Delete();
            return;
        }

        try
        {
            // What was used then is used up, also before the database knows.
            var at = 0L;
            while (file.Read(ref at) is { } bytes)
            {
                _claims.TryNoteSpilled(SpillCodec.Decode(bytes).Claims);
            }
        }
        catch (InvalidDataException)
        {
            // What is whole before it is sent first; then it is said.
        }

        lock (_earlier)
        {
            _earlier.Add(queue);
        }

        _logger.SpillFound(queue.Waiting, path);
    }

    // Whether it was this node's own.
    private bool Drop(SpillQueue queue)
    {
        lock (_earlier)
        {
            _earlier.Remove(queue);
            if (!ReferenceEquals(queue, _own))
            {
                return false;
            }

            _own = null;
            return true;
        }
    }

    private void TryBeginAgain()
    {
        lock (_earlier)
        {
            if (!IsBroken)
            {
                return;
            }

            try
            {
                _own = _directory.CreateOwn();
                _logger.SpillBegunAgain(_own.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!IsRefusing)
                {
                    _logger.SpillFailed(e, _directory.Path);
                }
            }
        }
    }
}
