using System.Buffers;
using System.Text.Json;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Metadata;

/// <summary>The metadata document (RFC 8414 section 2), computed from the grants and methods that are registered.</summary>
public sealed class ServerMetadata(
    Issuer issuer, IEnumerable<IGrant> grants, IEnumerable<IClientAuthenticationMethod> methods, ClientCertificateSource certificates)
{
    /// <summary>Writes the document as JSON.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("issuer", issuer.Value);
        json.WriteString("token_endpoint", issuer.TokenEndpoint);
        json.WriteString("jwks_uri", issuer.UrlOf(Issuer.JwksPath));
        WriteArray(json, "grant_types_supported", grants.Select(grant => grant.GrantType));
        WriteAuthentication(json, "token_endpoint");
        json.WriteString("introspection_endpoint", issuer.UrlOf(Issuer.IntrospectionPath));
        WriteAuthentication(json, "introspection_endpoint");
        WriteArray(json, "introspection_signing_alg_values_supported", [SignatureAlgorithms.ES256]);
        json.WriteString("revocation_endpoint", issuer.UrlOf(Issuer.RevocationPath));
        WriteAuthentication(json, "revocation_endpoint");
        WriteArray(json, "dpop_signing_alg_values_supported", SignatureAlgorithms.ForAssertions);

        // RFC 8705 section 3.3.
        json.WriteBoolean("tls_client_certificate_bound_access_tokens", certificates.CanArrive);

        // Some verifiers and clients refuse a document without the members below, though nobody logs in here.
        json.WriteString("authorization_endpoint", issuer.UrlOf(Issuer.AuthorizePath));
        WriteArray(json, "response_types_supported", []);
        WriteArray(json, "subject_types_supported", ["public"]);
        WriteArray(json, "id_token_signing_alg_values_supported", SignatureAlgorithms.ForAccessTokens);
        json.WriteString("service_documentation", issuer.UrlOf("/docs/"));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    // A client authenticates in the same way at each of them.
    private void WriteAuthentication(Utf8JsonWriter json, string endpoint)
    {
        WriteArray(json, $"{endpoint}_auth_methods_supported", methods.SelectMany(method => method.MetadataNames));
        WriteArray(json, $"{endpoint}_auth_signing_alg_values_supported", SignatureAlgorithms.ForAssertions);
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
