using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>
/// The records of a batch as bytes. A version byte, then for each record: ids of token, tenant, principal, application,
/// credential and Api (16 bytes each, big-endian); <c>iat</c> and <c>exp</c> (8 bytes each, seconds, big-endian); the address
/// (a length byte and its bytes); the scope and, since version 2, the <c>client_id</c> and, since version 3, the one that acts (each a two-byte length, big-endian,
/// and UTF-8).
/// </summary>
public static class IssuanceCodec
{
    private const byte Version = 3;
    private const byte VersionWithoutActor = 2;
    private const byte VersionWithoutClientId = 1;

    /// <summary>Writes a batch.</summary>
    public static byte[] Encode(IReadOnlyList<Issuance> issuances)
    {
        var output = new ArrayBufferWriter<byte>(64 + (issuances.Count * 192));
        output.Write([Version]);
        foreach (var issuance in issuances)
        {
            Append(output, issuance.TokenId);
            Append(output, issuance.TenantId);
            Append(output, issuance.PrincipalId);
            Append(output, issuance.ApplicationId);
            Append(output, issuance.CredentialId);
            Append(output, issuance.ApiId);
            Append(output, issuance.IssuedAt);
            Append(output, issuance.ExpiresAt);
            Append(output, issuance.Address);
            Append(output, issuance.Scope);
            Append(output, issuance.ClientId ?? string.Empty);
            Append(output, issuance.ActingClientId ?? string.Empty);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a batch; throws <see cref="InvalidDataException"/> when it is of another version or cut short.</summary>
    public static IEnumerable<Issuance> Decode(byte[] payload)
    {
        using var input = new BinaryReader(new MemoryStream(payload));
        var version = Read(input, 1)[0];
        if (version is not (Version or VersionWithoutActor or VersionWithoutClientId))
        {
            throw new InvalidDataException("The batch is of a version that this server does not know.");
        }

        while (input.BaseStream.Position < payload.Length)
        {
            yield return new Issuance
            {
                TokenId = ReadGuid(input),
                TenantId = ReadGuid(input),
                PrincipalId = ReadGuid(input),
                ApplicationId = ReadGuid(input),
                CredentialId = ReadGuid(input),
                ApiId = ReadGuid(input),
                IssuedAt = ReadTime(input),
                ExpiresAt = ReadTime(input),
                Address = ReadAddress(input),
                Scope = ReadText(input),
                ClientId = version == VersionWithoutClientId ? null : ReadText(input),
                ActingClientId = version == Version && ReadText(input) is { Length: > 0 } acting ? acting : null,
            };
        }
    }

    private static void Append(ArrayBufferWriter<byte> output, Guid id)
    {
        id.TryWriteBytes(output.GetSpan(16), bigEndian: true, out var written);
        output.Advance(written);
    }

    private static void Append(ArrayBufferWriter<byte> output, DateTimeOffset time)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(8), time.ToUnixTimeSeconds());
        output.Advance(8);
    }

    private static void Append(ArrayBufferWriter<byte> output, IPAddress? address)
    {
        var span = output.GetSpan(17);
        var written = 0;
        address?.TryWriteBytes(span[1..], out written);
        span[0] = (byte)written;
        output.Advance(1 + written);
    }

    private static void Append(ArrayBufferWriter<byte> output, string scope)
    {
        // A request body bounds what was asked for; what a role holds is bounded by the number and length of permissions.
        var length = Encoding.UTF8.GetByteCount(scope);
        var kept = length <= ushort.MaxValue ? scope : scope[..scope.LastIndexOf(' ', ushort.MaxValue)];
        length = Encoding.UTF8.GetByteCount(kept);

        var span = output.GetSpan(2 + length);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)length);
        Encoding.UTF8.GetBytes(kept, span[2..]);
        output.Advance(2 + length);
    }

    private static byte[] Read(BinaryReader input, int length)
    {
        var bytes = input.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new InvalidDataException("The batch is cut short.");
    }

    private static Guid ReadGuid(BinaryReader input) => new(Read(input, 16), bigEndian: true);

    private static DateTimeOffset ReadTime(BinaryReader input) =>
        DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(Read(input, 8)));

    private static string ReadText(BinaryReader input) =>
        Encoding.UTF8.GetString(Read(input, BinaryPrimitives.ReadUInt16BigEndian(Read(input, 2))));

    private static IPAddress? ReadAddress(BinaryReader input)
    {
        int length = Read(input, 1)[0];
        return length == 0 ? null : new IPAddress(Read(input, length));
    }
}
