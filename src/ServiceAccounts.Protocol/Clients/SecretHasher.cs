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

    // Compared where there is no hash to compare with; it never equals anything.
    private static readonly ImmutableArray<byte> Nothing = [.. new byte[HMACSHA256.HashSizeInBytes]];
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Hashes = Meter.CreateCounter<long>("serviceaccounts.secrets.hashes");
    private static readonly Counter<long> Comparisons = Meter.CreateCounter<long>("serviceaccounts.secrets.comparisons");

    private ImmutableArray<SecretHashKey> _keys = [];

    /// <summary>Gives the hasher its keys; the one with the highest version makes new hashes.</summary>
    public void Use(IEnumerable<SecretHashKey> keys) => _keys = [.. keys.OrderByDescending(key => key.Version)];

    /// <summary>Hashes a secret under the newest key.</summary>
    public SecretHash Hash(string secret) => HashWith(Newest, secret);

    /// <summary>Hashes a secret under every key there is, for finding it by its hash.</summary>
    public ImmutableArray<SecretHash> HashUnderEveryKey(string secret) => [.. _keys.Select(key => HashWith(key, secret))];

    /// <summary>
    /// Compares a secret with every one of <paramref name="candidates"/>, and at least <paramref name="comparisons"/> times, so
    /// that the number of candidates does not show; the index of the one that it belongs to, or -1.
    /// </summary>
    public int FindMatch(string secret, ImmutableArray<ClientSecretHash> candidates, int comparisons)
    {
        var hash = HashWith(Newest, secret);
        var match = -1;
        for (var i = 0; i < Math.Max(comparisons, candidates.Length); i++)
        {
            var expected = i < candidates.Length ? candidates[i].Hash.Value : Nothing;
            if (i < candidates.Length && candidates[i].Hash.KeyVersion != hash.KeyVersion)
            {
                hash = HashWith(KeyOf(candidates[i].Hash.KeyVersion), secret);
            }

            Comparisons.Add(1);
            if (CryptographicOperations.FixedTimeEquals(hash.Value.AsSpan(), expected.AsSpan()) && i < candidates.Length)
            {
                match = i;
            }
        }

        return match;
    }

    private SecretHashKey Newest => _keys.Length > 0
        ? _keys[0]
        : throw new InvalidOperationException("The server's secrets are not loaded yet.");

    private SecretHashKey KeyOf(int version) => _keys.First(key => key.Version == version);

    private static SecretHash HashWith(SecretHashKey key, string secret)
    {
        Hashes.Add(1);
        Span<byte> bytes = secret.Length * 3 <= StackLimit ? stackalloc byte[StackLimit] : new byte[secret.Length * 3];
        var hash = HMACSHA256.HashData(key.Key.AsSpan(), bytes[..Encoding.UTF8.GetBytes(secret, bytes)]);
        return new SecretHash(key.Version, ImmutableArray.Create(hash));
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
