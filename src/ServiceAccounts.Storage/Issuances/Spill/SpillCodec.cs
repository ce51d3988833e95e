using System.Buffers.Binary;

namespace ServiceAccounts.Storage.Issuances.Spill;

/// <summary>
/// A batch as it lies on this node's disk: a version byte, the id (16 bytes and 8), the time in milliseconds (8), the number of
/// claims (4), each claim (its key in 32 bytes, its end in milliseconds in 8, the record that rests on it in 4, what it is in 1),
/// then the records as <see cref="IssuanceCodec"/> writes them. Numbers are big-endian.
/// </summary>
internal static class SpillCodec
{
    private const byte Version = 1;
    private const int HeadLength = 1 + 16 + 8 + 8 + 4;
    private const int KeyLength = 32;
    private const int ClaimLength = KeyLength + 8 + 4 + 1;

    /// <summary>Writes a batch.</summary>
    public static byte[] Encode(BatchRecord batch)
    {
        var records = IssuanceCodec.Encode(batch.Issuances);
        var bytes = new byte[HeadLength + (batch.Claims.Count * ClaimLength) + records.Length];
        var head = bytes.AsSpan(0, HeadLength);
        head[0] = Version;
        batch.Id.Node.TryWriteBytes(head[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(head[17..], batch.Id.Sequence);
        BinaryPrimitives.WriteInt64BigEndian(head[25..], batch.CreatedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32BigEndian(head[33..], batch.Claims.Count);
        var rest = bytes.AsSpan(HeadLength);
        foreach (var claim in batch.Claims)
        {
            Convert.FromHexString(claim.Key, rest[..KeyLength], out _, out _);
            BinaryPrimitives.WriteInt64BigEndian(rest[KeyLength..], claim.ExpiresAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt32BigEndian(rest[(KeyLength + 8)..], claim.At);
            rest[ClaimLength - 1] = claim.IsProof ? (byte)1 : (byte)0;
            rest = rest[ClaimLength..];
        }

        records.CopyTo(rest);
        return bytes;
    }

    /// <summary>Reads a batch; throws <see cref="InvalidDataException"/> when it is of another version or not whole.</summary>
    public static BatchRecord Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadLength || bytes[0] != Version)
        {
            throw new InvalidDataException("The spilled batch is of a version that this server does not know, or cut short.");
        }

        var id = new BatchId(new Guid(bytes.Slice(1, 16), bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(bytes[17..]));
        var createdAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[25..]));
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes[33..]);
        if (count < 0 || (long)count * ClaimLength > bytes.Length - HeadLength)
        {
            throw new InvalidDataException("The spilled batch has fewer claims than it says.");
        }

        var claims = new List<BatchClaim>(count);
        var rest = bytes[HeadLength..];
        for (; claims.Count < count; rest = rest[ClaimLength..])
        {
            claims.Add(new BatchClaim(
                Convert.ToHexStringLower(rest[..KeyLength]),
                DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(rest[KeyLength..])),
                BinaryPrimitives.ReadInt32BigEndian(rest[(KeyLength + 8)..]), rest[ClaimLength - 1] != 0));
        }

        var issuances = IssuanceCodec.Decode(rest.ToArray()).ToList();
        return claims.TrueForAll(claim => claim.At >= BatchClaim.Nobody && claim.At < issuances.Count)
            ? new BatchRecord(id, createdAt, issuances, claims)
            : throw new InvalidDataException("The spilled batch has claims for records that it does not have.");
    }
}
