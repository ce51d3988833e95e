using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Keys;

/// <summary>
/// What is due with the keys of one algorithm at a time: who signs, who has signed, whose last token has run out, and whether
/// the next one is to be announced. Every node begins to sign by its own clock; this is what is written down of it.
/// </summary>
internal sealed class SigningKeyTurns
{
    private readonly string _algorithm;
    private readonly List<SigningKey> _keys;
    private readonly DateTimeOffset _now;
    private readonly bool _ownSigns;

    /// <param name="algorithm">The algorithm.</param>
    /// <param name="keys">Keys of any algorithm.</param>
    /// <param name="ownSigns">Whether one of the operator's own signs, so that of these none does.</param>
    /// <param name="now">The time.</param>
    public SigningKeyTurns(string algorithm, IEnumerable<SigningKey> keys, bool ownSigns, DateTimeOffset now)
    {
        (_algorithm, _now, _ownSigns) = (algorithm, now, ownSigns);
        _keys = [.. keys.Where(key => key.Algorithm == algorithm).OrderBy(key => key.SignsFrom).ThenBy(key => key.KeyId, StringComparer.Ordinal)];
    }

    /// <summary>The keys, in the order in which they sign.</summary>
    public IReadOnlyList<SigningKey> Keys => _keys;

    /// <summary>What has been done so far.</summary>
    public List<Deed> Deeds { get; } = [];

    /// <summary>Keys that are new.</summary>
    public List<SigningKey> Added { get; } = [];

    /// <summary>Keys that are no more.</summary>
    public List<SigningKey> Removed { get; } = [];

    /// <summary>The key that signs now; null where one of the operator's own does, or there is none.</summary>
    public SigningKey? Current => _ownSigns ? null : Living.LastOrDefault(key => key.SignsFrom <= _now) ?? Living.FirstOrDefault();

    private IEnumerable<SigningKey> Living => _keys.Where(key => key.State != SigningKeyState.Retired);

    private SigningKey? Successor => Living.LastOrDefault(key => key != Current && key.SignsFrom > _now);

    /// <summary>The key of that id; null where there is none of this algorithm.</summary>
    public SigningKey? Find(string keyId) => _keys.Find(key => key.KeyId == keyId);

    /// <summary>Writes down what time has done.</summary>
    public void Settle()
    {
        var current = Current;
        foreach (var key in Living.Where(key => _ownSigns || key.SignsFrom < current?.SignsFrom).ToList())
        {
            // The one after it took over at its own time, however late this is written down.
            var end = _ownSigns ? _now : Living.First(next => next.SignsFrom > key.SignsFrom).SignsFrom;
            Retire(key, end, end + KeyTimes.AcceptedAfterwards);
        }

        if (current is { State: SigningKeyState.Announced } && current.SignsFrom <= _now)
        {
            current.State = SigningKeyState.Active;
            Deeds.Add(DeedOf("signing_key.activated", current));
        }

        foreach (var key in _keys.Where(key => key.State == SigningKeyState.Retired).ToList())
        {
            if (key.AcceptedUntil is null)
            {
                Retire(key, _now, _now + KeyTimes.AcceptedAfterwards);
            }
            else if (key.AcceptedUntil <= _now)
            {
                Remove(key, "signing_key.removed");
            }
        }
    }

    /// <summary>Whether the next key is to be announced.</summary>
    public bool IsSuccessorDue(KeyOptions options) =>
        !_ownSigns && Successor is null
        && (Current is not { } current
            || current.SignsFrom + TimeSpan.FromDays(options.RotateAfterDays - options.AnnounceDays) <= _now);

    /// <summary>Gives the key that signs a successor, which begins at that time; where none signs, at once.</summary>
    public void Announce(SigningKey successor, DateTimeOffset from)
    {
        successor.ActivatesAt = Current is null ? _now : from;
        successor.State = Current is null ? SigningKeyState.Active : SigningKeyState.Announced;
        _keys.Add(successor);
        Added.Add(successor);
        Deeds.Add(DeedOf(Current == successor ? "signing_key.activated" : "signing_key.announced", successor));
    }

    /// <summary>Has the next key begin at that time, where one is announced and would begin later.</summary>
    public SigningKey? BringForward(DateTimeOffset from)
    {
        if (Successor is { } successor && successor.SignsFrom > from)
        {
            successor.ActivatesAt = from;
            Deeds.Add(DeedOf("signing_key.announced", successor));
        }

        return Successor;
    }

    /// <summary>Ends a key and all that it signed.</summary>
    public void End(SigningKey key, SigningKey another)
    {
        var signed = key == Current;
        var heir = signed ? Living.FirstOrDefault(next => next.SignsFrom > key.SignsFrom) ?? another : null;
        Remove(key, "signing_key.retired");
        if (heir is null)
        {
            return;
        }

        heir.ActivatesAt = _now;
        heir.State = SigningKeyState.Active;
        if (!_keys.Contains(heir))
        {
            _keys.Add(heir);
            Added.Add(heir);
        }

        Deeds.Add(DeedOf("signing_key.activated", heir));
    }

    private void Retire(SigningKey key, DateTimeOffset at, DateTimeOffset acceptedUntil)
    {
        key.State = SigningKeyState.Retired;
        key.RetiredAt ??= at;
        key.AcceptedUntil = acceptedUntil;
        Deeds.Add(DeedOf("signing_key.succeeded", key));
    }

    private void Remove(SigningKey key, string action)
    {
        _keys.Remove(key);
        Removed.Add(key);
        Deeds.Add(DeedOf(action, key));
    }

    private Deed DeedOf(string action, SigningKey key) => new(action, "signing_key", Guid.Empty)
    {
        Details = new Dictionary<string, object?>
        {
            ["kid"] = key.KeyId,
            ["algorithm"] = _algorithm,
            ["created_at"] = key.CreatedAt,
            ["activates_at"] = key.SignsFrom,
            ["accepted_until"] = key.AcceptedUntil,
        },
    };
}
