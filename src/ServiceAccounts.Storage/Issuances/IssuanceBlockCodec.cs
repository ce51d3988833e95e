using System.IO.Compression;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>
/// The tokens of a block as bytes, compressed (Brotli). By columns, because like stands beside like there: a version byte,
/// the number of tokens, the lists of tenants, Apis, scopes, addresses and, since version 2, clients that act; then the clients in order, each with its ids and
/// the number of its tokens; then the times, lifetimes and addresses of all tokens; last the random parts of their ids,
/// which hardly any form makes smaller. Numbers are 7 bits a byte; an id is its first 48 bits, of a UUIDv7 its time, and 80 others.
/// </summary>
public static class IssuanceBlockCodec
{
    private const byte Version = 2;
    private const byte VersionWithoutActors = 1;

    /// <summary>Writes the tokens of a minute, sorted by client and time.</summary>
    public static byte[] Encode(long minute, IEnumerable<IssuedToken> tokens)
    {
        var sorted = tokens.OrderBy(t => t.ClientId, StringComparer.Ordinal).ThenBy(t => t.TenantId).ThenBy(t => t.PrincipalId)
            .ThenBy(t => t.CredentialId).ThenBy(t => t.ApiId).ThenBy(t => t.Scope, StringComparer.Ordinal)
            .ThenBy(t => t.ActingClientId, StringComparer.Ordinal)
            .ThenBy(t => t.IssuedAt).ThenBy(t => t.TokenId).ToList();
        var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        using (var buffered = new BufferedStream(brotli, 64 * 1024))
        {
            new IssuanceBlockWriter(new BinaryWriter(buffered), minute).Write(Version, sorted);
        }

        return bytes.ToArray();
    }

    /// <summary>
    /// Reads those tokens of a block that are of one client, or all; throws <see cref="InvalidDataException"/> when it is of
    /// another version or not whole.
    /// </summary>
    public static List<IssuedToken> Decode(long minute, byte[] payload, string? clientId)
    {
        using var brotli = new BrotliStream(new MemoryStream(payload), CompressionMode.Decompress);
        using var input = new BinaryReader(new BufferedStream(brotli, 64 * 1024));
        try
        {
            var version = input.ReadByte();
            return version is Version or VersionWithoutActors
                ? new IssuanceBlockReader(input, minute, hasActors: version == Version).Read(clientId)
                : throw new InvalidDataException("The block is of a version that this server does not know.");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException("The block is not whole.", e);
        }
    }
}
