using System.Buffers;
using System.Text.Json;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.OAuth;

namespace ServiceAccounts.Server.Introspection;

/// <summary>The answer of the introspection endpoint: plain JSON (RFC 7662 section 2.2), or signed for who asks for that (RFC 9701).</summary>
internal sealed class IntrospectionAnswer(ISigningKeys keys, Issuer issuer, TimeProvider time)
{
    /// <summary>The media type of a signed answer (RFC 9701 section 4).</summary>
    public const string SignedMediaType = "application/token-introspection+jwt";

    private const string SignedType = "token-introspection+jwt";

    // Names and scopes have quotes escaped, and nothing that HTML would mind: nobody embeds this.
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with a token that is good and that the requester may learn of, or that there is none.</summary>
    public Task SendAsync(HttpContext http, string requester, InspectedToken? token)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Plain);
        var isSigned = WantsSigned(http.Request);
        if (isSigned)
        {
            json.WriteStartObject();
            json.WriteString("iss", issuer.Value);
            json.WriteString("aud", requester);
            json.WriteNumber("iat", time.GetUtcNow().ToUnixTimeSeconds());
            json.WritePropertyName("token_introspection");
        }

        WriteToken(json, token);
        if (isSigned)
        {
            json.WriteEndObject();
        }

        json.Flush();
        return isSigned
            ? OAuthAnswer.SendAsync(http, keys.Active(SignatureAlgorithms.ES256).SignJwt(SignedType, buffer.WrittenSpan), SignedMediaType)
            : OAuthAnswer.SendAsync(http, buffer.WrittenMemory);
    }

    // RFC 7662 section 2.2: of a token that is not active nothing more is said.
    private static void WriteToken(Utf8JsonWriter json, InspectedToken? token)
    {
        json.WriteStartObject();
        json.WriteBoolean("active", token is not null);
        token?.Write(json);
        json.WriteEndObject();
    }

    private static bool WantsSigned(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(SignedMediaType, StringComparison.OrdinalIgnoreCase));
}
