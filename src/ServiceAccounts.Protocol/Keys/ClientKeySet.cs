using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>The usable public keys of a JWK set (RFC 7517) that a client gave us.</summary>
public sealed class ClientKeySet
{
    /// <summary>The most bytes that a set may have.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The most keys that a set may have: each is imported, and costs time and memory.</summary>
    public const int MaxKeys = 100;

    /// <summary>The most keys that are tried for one assertion, and that an inline set may have.</summary>
    public const int MaxKeysTried = 4;

    private ClientKeySet(ImmutableArray<ClientKey> keys, ImmutableArray<string> refused, int privateKeys)
    {
        Keys = keys;
        Refused = refused;
        PrivateKeys = privateKeys;
    }

    /// <summary>The keys that may verify a signature.</summary>
    public ImmutableArray<ClientKey> Keys { get; }

    /// <summary>Why the other keys of the set are not used, a sentence for each.</summary>
    public ImmutableArray<string> Refused { get; }

    /// <summary>How many keys were dropped because the client published their private half.</summary>
    public int PrivateKeys { get; }

    /// <summary>Reads a set; false when it is not a JWK set at all. An empty one is one: its owner has taken every key out of use.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out ClientKeySet? set, [NotNullWhen(false)] out string? problem) =>
        TryParse(json, isSpiffeBundle: false, out set, out problem);

    /// <summary>The same where it may be the bundle of a SPIFFE trust domain, whose keys for JWT-SVIDs have a <c>use</c> of their own.</summary>
    public static bool TryParse(
        string json, bool isSpiffeBundle, [NotNullWhen(true)] out ClientKeySet? set, [NotNullWhen(false)] out string? problem)
    {
        set = null;
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("keys", out var keys)
                || keys is not { ValueKind: JsonValueKind.Array }
                || (keys.GetArrayLength() > 0 && keys.EnumerateArray().All(key => key.ValueKind != JsonValueKind.Object)))
            {
                problem = "It has no member keys that is a list of keys.";
                return false;
            }

            if (keys.GetArrayLength() > MaxKeys)
            {
                problem = $"It has more than {MaxKeys} keys.";
                return false;
            }

            set = Read(keys, isSpiffeBundle);
            return true;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // The second and third are what the framework says to halves of surrogate pairs, raw and escaped.
            problem = "It is not JSON of the form {\"keys\":[...]}.";
            return false;
        }
    }

    /// <summary>The keys that an assertion with this header may have been signed with, at most <see cref="MaxKeysTried"/>.</summary>
    public IEnumerable<ClientKey> Fitting(string algorithm, string? keyId) =>
        Keys.Where(key => key.Fits(algorithm) && (keyId is null || key.KeyId == keyId)).Take(MaxKeysTried);

    /// <summary>Whether the set has a key of that name.</summary>
    public bool Has(string keyId) => Keys.Any(key => key.KeyId == keyId);

    // Each by itself: what one key has wrong does not take the others out of use (RFC 7517 section 5).
    private static ClientKeySet Read(JsonElement keys, bool isSpiffe)
    {
        var usable = ImmutableArray.CreateBuilder<ClientKey>();
        var refused = ImmutableArray.CreateBuilder<string>();
        var privateKeys = 0;
        foreach (var jwk in keys.EnumerateArray())
        {
            if (ClientKey.TryCreate(jwk, isSpiffe, out var key, out var reason))
            {
                usable.Add(key);
            }
            else
            {
                refused.Add(reason);
            }

            privateKeys += ClientKey.HasPrivateHalf(jwk) ? 1 : 0;
        }

        return new ClientKeySet(usable.ToImmutable(), refused.ToImmutable(), privateKeys);
    }
}
