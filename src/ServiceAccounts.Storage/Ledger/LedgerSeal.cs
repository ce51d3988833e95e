using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>Seals ledger entries into one chain: an entry that is changed, taken out or put in breaks every seal after it.</summary>
public sealed class LedgerSeal
{
    private FrozenDictionary<int, byte[]> _keys = FrozenDictionary<int, byte[]>.Empty;

    /// <summary>The version of the key that seals new entries.</summary>
    public int NewestVersion { get; private set; }

    /// <summary>Gives the seal its keys, the newest of which seals new entries.</summary>
    public void Use(IEnumerable<(int Version, byte[] Key)> keys)
    {
        var all = keys.ToList();
        Use(all, all.Max(key => key.Version));
    }

    /// <summary>Gives the seal its keys, and says which of them seals new entries.</summary>
    public void Use(IEnumerable<(int Version, byte[] Key)> keys, int version)
    {
        _keys = keys.ToFrozenDictionary(key => key.Version, key => key.Key);
        NewestVersion = version;
    }

    /// <summary>Whether an entry, just as it was read, is sealed after the entry sealed with <paramref name="previous"/>.</summary>
    public bool IsOf(LedgerEntry entry, byte[] previous) =>
        _keys.ContainsKey(entry.SealKeyVersion) && CryptographicOperations.FixedTimeEquals(Of(entry, previous), entry.Seal);

    /// <summary>The seal of an entry that follows the entry sealed with <paramref name="previous"/>.</summary>
    public byte[] Of(LedgerEntry entry, byte[] previous)
    {
        // A JSON array keeps the members apart: no two different entries have the same bytes.
        var members = new List<object?>
        {
            Convert.ToHexString(previous), entry.Position, entry.At.ToUnixTimeMilliseconds(), entry.TenantId, entry.ActorId,
            entry.ActorName, entry.Action, entry.SubjectKind, entry.SubjectId, entry.PrincipalId, entry.OrganizationId,
            entry.Address, entry.Surface, entry.CorrelationId, entry.Details, entry.SealKeyVersion,
        };

        // What came later is sealed only where it says something, so that the seals of before it are still right.
        if (entry is not { Outcome: LedgerOutcome.Done, ClientId: null, Reason: null, Count: 1 })
        {
            members.AddRange([entry.Outcome.ToString(), entry.ClientId, entry.Reason, entry.Count]);
        }

        return HMACSHA256.HashData(_keys[entry.SealKeyVersion], JsonSerializer.SerializeToUtf8Bytes(members));
    }
}
