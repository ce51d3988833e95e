using System.Collections.Frozen;
using System.Collections.Immutable;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Storage.Keys;

/// <summary>
/// The signing keys as they were read: what is published and what signs, in one object. A key begins to sign by the clock, so
/// that it does also while the database is away, and always is one that this node publishes already.
/// </summary>
internal sealed class SigningKeyRing
{
    private readonly FrozenDictionary<string, ImmutableArray<Turn>> _turns;

    private SigningKeyRing(ImmutableArray<PublishedKey> published, FrozenDictionary<string, ImmutableArray<Turn>> turns) =>
        (Published, _turns) = (published, turns);

    public static SigningKeyRing Empty { get; } = new([], FrozenDictionary<string, ImmutableArray<Turn>>.Empty);

    public ImmutableArray<PublishedKey> Published { get; }

    /// <summary>The ring after this one; keys that are open already stay so.</summary>
    public SigningKeyRing Next(IReadOnlyList<SigningKey> keys, OwnSigningKeys own, DateTimeOffset now, Func<SigningKey, Signer> open)
    {
        var accepted = keys.Where(key => !(key.AcceptedUntil <= now)).ToList();
        var turns = SignatureAlgorithms.ForAccessTokens.ToFrozenDictionary(
            algorithm => algorithm,
            algorithm => own.SignWith(algorithm) ? TurnOf(own.Keys.First(key => key.Algorithm == algorithm)) : TurnsOf(algorithm, accepted, open));

        // In an order that is the same after every start and on every node, so that the set keeps its ETag.
        var generated = accepted.OrderBy(key => key.CreatedAt).ThenBy(key => key.KeyId, StringComparer.Ordinal)
            .Select(key => new PublishedKey(key.KeyId, key.Algorithm, key.PublicJwk));
        return new SigningKeyRing(
            [.. generated.Concat(own.Keys.Select(key => new PublishedKey(key.KeyId, key.Algorithm, key.PublicJwk))).DistinctBy(key => key.KeyId)],
            turns);
    }

    /// <summary>The key whose turn it is.</summary>
    public Signer Active(string algorithm, TimeProvider time)
    {
        var turns = _turns[algorithm];
        if (turns.Length > 1)
        {
            var now = time.GetUtcNow();
            for (var i = turns.Length - 1; i > 0; i--)
            {
                if (turns[i].From <= now)
                {
                    return turns[i].Signer;
                }
            }
        }

        return turns[0].Signer;
    }

    private ImmutableArray<Turn> TurnsOf(string algorithm, List<SigningKey> accepted, Func<SigningKey, Signer> open)
    {
        var ofAlgorithm = accepted.Where(key => key.Algorithm == algorithm).OrderBy(key => key.SignsFrom).ThenBy(key => key.KeyId, StringComparer.Ordinal).ToList();
        var signing = ofAlgorithm.Where(key => key.State != SigningKeyState.Retired).ToList();

        // None, where another node signs with keys of its operator's own and this one has not been given them yet.
        signing = signing.Count > 0 ? signing : [.. ofAlgorithm.TakeLast(1)];
        var known = _turns.GetValueOrDefault(algorithm, []);
        return signing.Count > 0
            ? [.. signing.Select(key => known.FirstOrDefault(turn => turn.KeyId == key.KeyId) is { } turn
                ? turn with { From = key.SignsFrom }
                : new Turn(key.KeyId, key.SignsFrom, open(key)))]
            : known;
    }

    private ImmutableArray<Turn> TurnOf(OwnSigningKey key) =>
        [_turns.GetValueOrDefault(key.Algorithm, []).FirstOrDefault(turn => turn.KeyId == key.KeyId)
            ?? new Turn(key.KeyId, DateTimeOffset.MinValue, new Signer(key.KeyId, key.Algorithm, key.Pkcs8))];

    private sealed record Turn(string KeyId, DateTimeOffset From, Signer Signer);
}
