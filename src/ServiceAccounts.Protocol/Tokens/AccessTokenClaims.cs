using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>
/// The claims of an access token (RFC 9068 section 2.2). Some are the same in every token for an Api that clients with the same
/// access get: those are encoded once for all of these clients, and only what differs is written for each token.
/// </summary>
internal static class AccessTokenClaims
{
    // A token is no HTML: what JSON allows to stand as it is stands as it is.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MaxNames = 50;
    private const int GuidLength = 36;

    // Three guids, three numbers of at most 20 digits, and the names around them.
    private const int MaxOwnLength = 384;

    /// <summary>The JSON object of the shared claims without its closing brace.</summary>
    public static byte[] Shared(Issuer issuer, AccessTokenGrant grant)
    {
        var (client, access) = (grant.Client.Client, grant.Access);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("iss", issuer.Value);
            json.WriteString("aud", access.Api.Identifier);
            json.WriteString("tenant_id", client.TenantId);
            if (access.Api.IncludesRoles)
            {
                WriteNames(json, "roles", access.Roles);
            }

            if (access.Api.IncludesGroups)
            {
                WriteNames(json, "groups", access.Groups);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan[..^1].ToArray();
    }

    /// <summary>An upper bound of what <see cref="Write"/> writes.</summary>
    public static int MaxLength(byte[] shared, AccessToken token) =>
        shared.Length + token.Grant.Client.Client.Id.Length + token.Grant.Scope.Length + MaxOwnLength + (RareClaims.IsNeededFor(token) ? RareClaims.MaxLength(token) : 0);

    /// <summary>Writes the whole object; the number of bytes written.</summary>
    public static int Write(byte[] shared, AccessToken token, Span<byte> output)
    {
        var client = token.Grant.Client.Client;
        var rest = output;
        Append(ref rest, shared);
        Append(ref rest, ",\"sub\":\""u8);
        Append(ref rest, client.PrincipalId);

        // Ids of clients are ours: letters, digits, '_' and '-', which JSON lets stand as they are.
        Append(ref rest, "\",\"client_id\":\""u8);
        rest = rest[Encoding.ASCII.GetBytes(client.Id, rest)..];
        Append(ref rest, "\",\"epoch\":"u8);
        Append(ref rest, client.Epoch);
        Append(ref rest, ",\"credential_id\":\""u8);
        Append(ref rest, token.Grant.Client.CredentialId);
        Append(ref rest, "\",\"jti\":\""u8);
        Append(ref rest, token.Id);

        // Scope tokens have no character that JSON escapes (RFC 6749 section 3.3).
        Append(ref rest, "\",\"scope\":\""u8);
        rest = rest[Encoding.ASCII.GetBytes(token.Grant.Scope, rest)..];
        Append(ref rest, "\",\"iat\":"u8);
        Append(ref rest, token.IssuedAt.ToUnixTimeSeconds());
        Append(ref rest, ",\"exp\":"u8);
        Append(ref rest, token.ExpiresAt.ToUnixTimeSeconds());
        if (RareClaims.IsNeededFor(token))
        {
            rest = rest[RareClaims.Write(token, rest)..];
        }

        Append(ref rest, "}"u8);
        return output.Length - rest.Length;
    }

    private static void WriteNames(Utf8JsonWriter json, string claim, ImmutableArray<string> names)
    {
        json.WriteStartArray(claim);
        foreach (var name in names.Take(MaxNames))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void Append(ref Span<byte> rest, Guid id)
    {
        Utf8Formatter.TryFormat(id, rest, out _);
        rest = rest[GuidLength..];
    }

    private static void Append(ref Span<byte> rest, long number)
    {
        Utf8Formatter.TryFormat(number, rest, out var written);
        rest = rest[written..];
    }
}
