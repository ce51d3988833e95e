using System.Net;
using System.Net.Sockets;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>Something that was refused, on its way into the ledger.</summary>
/// <param name="Actor">Who asked.</param>
/// <param name="Deed">What was refused, and why.</param>
/// <param name="About">What else tells it from another of the same reason, such as a URL.</param>
internal sealed record Refusal(Actor Actor, Deed Deed, string? About);

/// <summary>
/// Folds refusals by who was refused, why and from where: the first in full, the rest as a count a minute. A flood costs a
/// thousand entries a minute, whoever sends it.
/// </summary>
internal sealed class RefusalFolding
{
    /// <summary>The most kinds that are told apart at a time; the rest are counted together.</summary>
    public const int MaxKinds = 1_000;

    /// <summary>So many of them are for strangers: they cannot crowd out what a tenant's own clients are refused for.</summary>
    public const int MaxUnknownKinds = 500;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Kind, Fold> _folds = [];
    private int _unknown;
    private int _others;
    private DateTimeOffset _othersSince;

    /// <summary>Whether a refusal is to be written in full; otherwise it is counted.</summary>
    public bool IsFirst(Refusal refusal, DateTimeOffset now)
    {
        var kind = Kind.Of(refusal);
        if (_folds.TryGetValue(kind, out var fold))
        {
            fold.Repeats++;
            return false;
        }

        if (_folds.Count == MaxKinds || (kind.IsUnknown && _unknown == MaxUnknownKinds))
        {
            CountApart(1, now);
            return false;
        }

        _folds[kind] = new Fold(refusal, now);
        _unknown += kind.IsUnknown ? 1 : 0;
        return true;
    }

    /// <summary>Counts what there is no room to tell apart.</summary>
    public void CountApart(int count, DateTimeOffset now)
    {
        _othersSince = _others == 0 ? now : _othersSince;
        _others += count;
    }

    /// <summary>The counts of all kinds whose minute is over, or of all there are.</summary>
    public List<Refusal> Counts(DateTimeOffset now, bool all)
    {
        var counts = new List<Refusal>();
        foreach (var (kind, fold) in _folds)
        {
            if (!all && now - fold.Since < Window)
            {
                continue;
            }

            if (fold.Repeats == 0)
            {
                _folds.Remove(kind);
                _unknown -= kind.IsUnknown ? 1 : 0;
                continue;
            }

            counts.Add(Count(kind, fold));
            (fold.Repeats, fold.Since) = (0, now);
        }

        if (_others > 0 && (all || now - _othersSince >= Window))
        {
            counts.Add(Others());
            _others = 0;
        }

        return counts;
    }

    private static Refusal Count(Kind kind, Fold fold)
    {
        var (actor, deed) = (fold.First.Actor, fold.First.Deed);
        return fold.First with
        {
            Actor = actor with
            {
                // The first stranger's name is not that of the others.
                Name = kind is { ActorId: null, IsUnknown: true } ? "unknown" : actor.Name,
                Address = kind.Source,
                CorrelationId = null,
            },
            Deed = deed with
            {
                ClientId = kind.ClientId,
                Count = fold.Repeats,
                Details = new Dictionary<string, object?>(deed.Details) { ["repeated_since"] = fold.Since },
            },
        };
    }

    private Refusal Others() => new(
        Actor.Server,
        new Deed("refusals.counted", "server", Guid.Empty)
        {
            Outcome = LedgerOutcome.Refused,
            Reason = "So many different requests were refused that these are only counted: look for who floods the server.",
            Count = _others,
            Details = new Dictionary<string, object?> { ["since"] = _othersSince },
        },
        null);

    private sealed class Fold(Refusal first, DateTimeOffset since)
    {
        public Refusal First { get; } = first;

        public DateTimeOffset Since { get; set; } = since;

        public int Repeats { get; set; }
    }

    /// <summary>What refusals have in common that are counted together.</summary>
    private sealed record Kind(
        Guid? TenantId, string? ClientId, Guid? ActorId, string Action, string? Reason, string? Source, string? About)
    {
        public bool IsUnknown => TenantId is null;

        // A stranger makes up ids as it likes: only a client that there is makes a kind.
        public static Kind Of(Refusal refusal) => new(
            refusal.Deed.TenantId, refusal.Deed.TenantId is null ? null : refusal.Deed.ClientId, refusal.Actor.Id,
            refusal.Deed.Action, refusal.Deed.Reason, SourceOf(refusal.Actor.Address), refusal.About);

        // Whoever has one address of IPv6 has 2^64 of them.
        private static string? SourceOf(string? text)
        {
            if (!IPAddress.TryParse(text, out var address))
            {
                return null;
            }

            if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return address.MapToIPv4().ToString();
            }

            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out _);
            bytes[8..].Clear();
            return $"{new IPAddress(bytes)}/64";
        }
    }
}
