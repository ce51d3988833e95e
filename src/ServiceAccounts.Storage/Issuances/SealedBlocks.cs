using System.Buffers.Binary;
using System.Security.Cryptography;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Which blocks a ledger entry seals: their keys, and one hash over all of them.</summary>
public static class SealedBlocks
{
    /// <summary>The action of the entry that seals blocks.</summary>
    public const string SealedAction = "issuances.sealed";

    /// <summary>The action of the entry that tells which blocks have gone.</summary>
    public const string PrunedAction = "issuances.pruned";

    /// <summary>The entry for blocks that have just been made.</summary>
    internal static Deed Deed(IReadOnlyList<IssuanceBlock> blocks) => new(SealedAction, "issuances", Guid.Empty)
    {
        Details = new Dictionary<string, object?>
        {
            ["blocks"] = blocks.Select(b => new[] { b.Minute, b.Shard, b.Part }).ToList(),
            ["tokens"] = blocks.Sum(b => (long)b.Count),
            ["sha256"] = HashOf(blocks),
        },
    };

    /// <summary>The entry for blocks that go because they are of before that minute.</summary>
    internal static Deed Pruned(long beforeMinute, int blocks) => new(PrunedAction, "issuances", Guid.Empty)
    {
        Details = new Dictionary<string, object?> { ["before_minute"] = beforeMinute, ["blocks"] = blocks },
    };

    /// <summary>One hash over keys, counts and hashes.</summary>
    internal static string HashOf(IReadOnlyList<IssuanceBlock> blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> key = stackalloc byte[20];
        foreach (var block in blocks)
        {
            BinaryPrimitives.WriteInt64BigEndian(key, block.Minute);
            BinaryPrimitives.WriteInt32BigEndian(key[8..], block.Shard);
            BinaryPrimitives.WriteInt32BigEndian(key[12..], block.Part);
            BinaryPrimitives.WriteInt32BigEndian(key[16..], block.Count);
            hash.AppendData(key);
            hash.AppendData(block.Hash);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
