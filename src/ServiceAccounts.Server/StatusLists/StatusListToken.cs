using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Metadata;

namespace ServiceAccounts.Server.StatusLists;

/// <summary>A status list as a signed JWT (draft-ietf-oauth-status-list, section 5.1).</summary>
internal sealed class StatusListToken(ISigningKeys keys, Issuer issuer, IOptions<StatusListOptions> options, TimeProvider time)
{
    /// <summary>The media type (section 8.1).</summary>
    public const string MediaType = "application/statuslist+jwt";

    private const string Type = "statuslist+jwt";

    // For verifiers whose clock is wrong, or who can reach us no more: beyond it they must not go by the list at all.
    private const int GraceSeconds = 300;

    /// <summary>Signs a list of one bit for each place.</summary>
    public PublicDocument Sign(Guid tenantId, int list, byte[] bits)
    {
        var (now, ttl) = (time.GetUtcNow().ToUnixTimeSeconds(), options.Value.TtlSeconds);
        var claims = new ArrayBufferWriter<byte>(2 * bits.Length);
        using (var json = new Utf8JsonWriter(claims))
        {
            json.WriteStartObject();
            json.WriteString("iss", issuer.Value);
            json.WriteString("sub", issuer.StatusListUrl(tenantId, list));
            json.WriteNumber("iat", now);

            // It is sent until it is ttl seconds old, and may be kept for ttl seconds from then on.
            json.WriteNumber("exp", now + (2 * ttl) + GraceSeconds);
            json.WriteNumber("ttl", ttl);
            json.WriteStartObject("status_list");
            json.WriteNumber("bits", 1);
            json.WriteString("lst", Base64Url.EncodeToString(Compress(bits)));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return PublicDocument.Of(keys.Active(SignatureAlgorithms.ES256).SignJwt(Type, claims.WrittenSpan)) with
        {
            ContentType = MediaType,
            MaxAgeSeconds = ttl,
        };
    }

    // Section 4.1: DEFLATE in the ZLIB format, as small as it gets.
    private static byte[] Compress(byte[] bits)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            zlib.Write(bits);
        }

        return compressed.ToArray();
    }
}
