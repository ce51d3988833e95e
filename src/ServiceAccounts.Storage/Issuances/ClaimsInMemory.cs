namespace ServiceAccounts.Storage.Issuances;

/// <summary>
/// What this node has seen used, for as long as it matters: while the database cannot be asked, an assertion or proof is good for
/// one use on each node. What was used in between is kept until the database knows of it; of the rest the newest.
/// </summary>
public sealed class ClaimsInMemory(TimeProvider time)
{
    // 200 bytes each.
    private const int MaxCommitted = 200_000;
    private const int MaxSpilled = 500_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _committed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _spilled = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, DateTimeOffset ExpiresAt)> _inOrder = new();

    /// <summary>Whether it has been used, as far as this node remembers.</summary>
    public bool Contains(string key)
    {
        lock (_lock)
        {
            return _committed.Contains(key) || _spilled.Contains(key);
        }
    }

    /// <summary>Notes what the database knows to be used.</summary>
    public void NoteCommitted(string key, DateTimeOffset expiresAt)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            while (_inOrder.TryPeek(out var oldest) && (oldest.ExpiresAt < now || _inOrder.Count >= MaxCommitted))
            {
                _committed.Remove(_inOrder.Dequeue().Key);
            }

            if (expiresAt >= now && _committed.Add(key))
            {
                _inOrder.Enqueue((key, expiresAt));
            }
        }
    }

    /// <summary>Notes what the database is yet to learn; false, and nothing is noted, where that is too much.</summary>
    internal bool TryNoteSpilled(IReadOnlyList<BatchClaim> claims)
    {
        lock (_lock)
        {
            if (_spilled.Count + claims.Count > MaxSpilled)
            {
                return false;
            }

            _spilled.UnionWith(claims.Select(claim => claim.Key));
            return true;
        }
    }

    /// <summary>Notes that the database has learnt of them.</summary>
    internal void NoteSent(IReadOnlyList<BatchClaim> claims)
    {
        foreach (var claim in claims)
        {
            NoteCommitted(claim.Key, claim.ExpiresAt);
        }

        Forget(claims);
    }

    /// <summary>Takes back what was noted of a batch that was not kept.</summary>
    internal void Forget(IReadOnlyList<BatchClaim> claims)
    {
        lock (_lock)
        {
            _spilled.ExceptWith(claims.Select(claim => claim.Key));
        }
    }
}
