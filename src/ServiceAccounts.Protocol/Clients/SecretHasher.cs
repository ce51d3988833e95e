using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>
/// Hashes secrets with HMAC-SHA-256 under a versioned key of the server. A password hash protects what can be guessed;
/// our secrets cannot be, and are checked thousands of times a second.
/// </summary>
public sealed class SecretHasher
{
    /// <summary>The name of the meter that counts the work done on secrets.</summary>
    public const string MeterName = "ServiceAccounts.Secrets";

    private const int StackLimit = 256;
    private const int MaxKeysOnStack = 4;

    // Compared where there is no hash to compare with; it never equals anything.
    private static readonly ImmutableArray<byte> Nothing = [.. new byte[HMACSHA256.HashSizeInBytes]];
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Hashes = Meter.CreateCounter<long>("serviceaccounts.secrets.hashes");
    private static readonly Counter<long> Comparisons = Meter.CreateCounter<long>("serviceaccounts.secrets.comparisons");

    private Keys _keys = new([], 0);

    /// <summary>Who is told when a secret is used whose hash is to be made anew, or cannot be checked; set once.</summary>
    public IOutdatedHashes? Outdated { get; set; }

    /// <summary>Gives the hasher its keys; the one with the highest version makes new hashes.</summary>
    public void Use(IEnumerable<SecretHashKey> keys)
    {
        var all = keys.ToList();
        Use(all, all.Max(key => key.Version));
    }

    /// <summary>Gives the hasher its keys, and says which of them makes new hashes: the others are good for those that there are.</summary>
    public void Use(IEnumerable<SecretHashKey> keys, int version)
    {
        ImmutableArray<SecretHashKey> all = [.. keys.OrderByDescending(key => key.Version)];
        _keys = new Keys(all, all.Select(key => key.Version).ToList().IndexOf(version));
    }

    /// <summary>Hashes a secret under the key that makes new hashes.</summary>
    public SecretHash Hash(string secret)
    {
        var keys = Loaded;
        return HashWith(keys.All[keys.InUse], secret);
    }

    /// <summary>Hashes a secret under every key there is, for finding it by its hash.</summary>
    public ImmutableArray<SecretHash> HashUnderEveryKey(string secret) => HashUnder(Loaded, secret);

    /// <summary>
    /// Compares a secret with every one of <paramref name="candidates"/>, and at least <paramref name="comparisons"/> times, so
    /// that the number of candidates does not show; the index of the one that it belongs to, or -1.
    /// </summary>
    public int FindMatch(string secret, ImmutableArray<ClientSecretHash> candidates, int comparisons)
    {
        // Under all keys, whichever of them made the candidates' hashes: the time says nothing about their age.
        var keys = Loaded;
        var count = keys.All.Length;
        Span<byte> hashes = count <= MaxKeysOnStack
            ? stackalloc byte[MaxKeysOnStack * HMACSHA256.HashSizeInBytes]
            : new byte[count * HMACSHA256.HashSizeInBytes];
        for (var i = 0; i < count; i++)
        {
            HashWith(keys.All[i], secret, HashOf(hashes, i));
        }

        var match = -1;
        for (var i = 0; i < Math.Max(comparisons, candidates.Length); i++)
        {
            var key = i < candidates.Length ? keys.IndexOf(candidates[i].Hash.KeyVersion) : -1;
            var expected = key >= 0 ? candidates[i].Hash.Value : Nothing;
            Comparisons.Add(1);
            if (CryptographicOperations.FixedTimeEquals(HashOf(hashes, Math.Max(key, 0)), expected.AsSpan()) && key >= 0)
            {
                match = i;
            }

            if (key < 0 && i < candidates.Length)
            {
                Outdated?.MeetUnknownVersion();
            }
        }

        if (match >= 0 && candidates[match] is var used && used.Hash.KeyVersion < keys.All[keys.InUse].Version)
        {
            var now = new SecretHash(keys.All[keys.InUse].Version, ImmutableArray.Create<byte>(HashOf(hashes, keys.InUse)));
            Outdated?.Note(used.Id, used.Hash, now);
        }

        return match;
    }

    /// <summary>Notes that a secret has been used whose hash is <paramref name="hash"/>, one of its <paramref name="hashes"/> under every key.</summary>
    public void NoteUse(Guid credentialId, SecretHash hash, ImmutableArray<SecretHash> hashes)
    {
        var keys = Loaded;
        var version = keys.All[keys.InUse].Version;
        if (hash.KeyVersion < version && hashes.FirstOrDefault(other => other.KeyVersion == version) is { Value.IsDefault: false } now)
        {
            Outdated?.Note(credentialId, hash, now);
        }
    }

    private Keys Loaded => _keys is { All.Length: > 0 } keys
        ? keys
        : throw new InvalidOperationException("The server's secrets are not loaded yet.");

    // Of one object, which another may follow at any time.
    private static ImmutableArray<SecretHash> HashUnder(Keys keys, string secret) => [.. keys.All.Select(key => HashWith(key, secret))];

    private static SecretHash HashWith(SecretHashKey key, string secret)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HashWith(key, secret, hash);
        return new SecretHash(key.Version, ImmutableArray.Create<byte>(hash));
    }

    private static void HashWith(SecretHashKey key, string secret, Span<byte> hash)
    {
        Hashes.Add(1);
        Span<byte> bytes = secret.Length * 3 <= StackLimit ? stackalloc byte[StackLimit] : new byte[secret.Length * 3];
        HMACSHA256.HashData(key.Key.AsSpan(), bytes[..Encoding.UTF8.GetBytes(secret, bytes)], hash);
    }

    private static Span<byte> HashOf(Span<byte> hashes, int key) => hashes.Slice(key * HMACSHA256.HashSizeInBytes, HMACSHA256.HashSizeInBytes);

    private sealed record Keys(ImmutableArray<SecretHashKey> All, int InUse)
    {
        public int IndexOf(int version)
        {
            for (var i = 0; i < All.Length; i++)
            {
                if (All[i].Version == version)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}

/// <summary>A key under which secrets are hashed.</summary>
/// <param name="Version">Its number; higher is newer.</param>
/// <param name="Key">32 random bytes.</param>
public sealed record SecretHashKey(int Version, ImmutableArray<byte> Key);

/// <summary>The keyed hash of a secret.</summary>
/// <param name="KeyVersion">Which key made it.</param>
/// <param name="Value">32 bytes.</param>
public readonly record struct SecretHash(int KeyVersion, ImmutableArray<byte> Value);
