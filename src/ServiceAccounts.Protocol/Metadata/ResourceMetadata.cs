using System.Buffers;
using System.Text.Json;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Metadata;

/// <summary>
/// What this server says of itself as a resource server (RFC 9728 section 2): where tokens for its own Api come from, and how they
/// are sent.
/// </summary>
public sealed class ResourceMetadata(Issuer issuer)
{
    /// <summary>Writes the document as JSON.</summary>
    /// <param name="scopes">Every permission of our own Api: they are its scopes.</param>
    public ReadOnlyMemory<byte> ToJson(IEnumerable<string> scopes)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("resource", issuer.Value);
        json.WriteStartArray("authorization_servers");
        json.WriteStringValue(issuer.Value);
        json.WriteEndArray();
        json.WriteString("jwks_uri", issuer.UrlOf(Issuer.JwksPath));
        WriteArray(json, "scopes_supported", scopes.Order(StringComparer.Ordinal));
        WriteArray(json, "bearer_methods_supported", ["header"]);
        WriteArray(json, "dpop_signing_alg_values_supported", SignatureAlgorithms.ForAssertions);
        json.WriteBoolean("dpop_bound_access_tokens_required", false);
        json.WriteString("resource_name", "ServiceAccounts management API");
        json.WriteString("resource_documentation", issuer.UrlOf("/docs/"));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
