namespace ServiceAccounts.Storage.Ledger;

/// <summary>What a ledger entry means to caches.</summary>
/// <param name="Position">The entry's number.</param>
/// <param name="TenantId">The tenant that it concerns.</param>
/// <param name="PrincipalId">The principal that it concerns; null where it concerns the tenant's roles, Apis or places.</param>
public readonly record struct Change(long Position, Guid? TenantId, Guid? PrincipalId)
{
    /// <summary>What was done, such as <c>signing_key.rotated</c>; empty where nobody needs to know.</summary>
    public string Action { get; init; } = string.Empty;

    /// <summary>The entry's seal, which tells it from another that was to have its number; empty where it is told to nobody twice.</summary>
    public byte[] Seal { get; init; } = [];

    /// <summary>Whether it was made here, and told by who made it.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether anything may have changed: the database is not the one that it was.</summary>
    public bool IsOfEverything { get; init; }
}

/// <summary>
/// Tells the caches of this node what has been committed, in the order of the ledger, and keeps a load from storing what a
/// change has overtaken.
/// </summary>
public sealed class ChangeFeed
{
    // A load that takes longer than this many changes is done again.
    private const int Remembered = 1_024;

    private readonly Lock _lock = new();
    private readonly Queue<(long Sequence, Change Change)> _recent = new(Remembered);
    private readonly List<Action<Change>> _subscribers = [];
    private long _sequence;

    /// <summary>How many changes have passed; to be noted before a load begins.</summary>
    public long Position
    {
        get
        {
            lock (_lock)
            {
                return _sequence;
            }
        }
    }

    /// <summary>Calls <paramref name="subscriber"/> for every change from now on; it must be quick and must not throw.</summary>
    public void Subscribe(Action<Change> subscriber)
    {
        lock (_lock)
        {
            _subscribers.Add(subscriber);
        }
    }

    /// <summary>Passes on a change that has been committed; when this returns no cache of this node is older than it.</summary>
    public void Publish(Change change)
    {
        lock (_lock)
        {
            if (IsRepeated(change))
            {
                return;
            }

            _sequence++;
            if (_recent.Count == Remembered)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue((_sequence, change));
            foreach (var subscriber in _subscribers)
            {
                subscriber(change);
            }
        }
    }

    /// <summary>Has everything be loaded again, now and by loads that have begun: what this node has read need not be there any more.</summary>
    public void PublishEverything(long position)
    {
        lock (_lock)
        {
            _recent.Clear();
            _sequence += Remembered + 1;
            foreach (var subscriber in _subscribers)
            {
                subscriber(new Change(position, null, null) { IsOfEverything = true });
            }
        }
    }

    /// <summary>Runs <paramref name="keep"/> unless a change of that tenant or principal has passed since the load began.</summary>
    public bool TryKeep(long since, Guid tenantId, Guid? principalId, Action keep)
    {
        lock (_lock)
        {
            if (_sequence - since > Remembered || HasPassed(since, tenantId, principalId))
            {
                return false;
            }

            keep();
            return true;
        }
    }

    // This node's own changes are told at once, and once more when the ledger is read.
    private bool IsRepeated(Change change)
    {
        if (change.Seal.Length == 0)
        {
            return false;
        }

        foreach (var (_, earlier) in _recent)
        {
            if (earlier.Position == change.Position && earlier.Seal.AsSpan().SequenceEqual(change.Seal))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasPassed(long since, Guid tenantId, Guid? principalId)
    {
        foreach (var (sequence, change) in _recent)
        {
            if (sequence > since && change.TenantId == tenantId && change.PrincipalId == principalId)
            {
                return true;
            }
        }

        return false;
    }
}
