using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Token;

namespace ServiceAccounts.Server.Metadata;

/// <summary>What anybody may know: the metadata (RFC 8414), the key set (RFC 7517), and that nobody can log in here.</summary>
internal static class MetadataEndpoints
{
    private const string MaxAge = "public, max-age=300";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var metadata = Document.Of(routes.ServiceProvider.GetRequiredService<ServerMetadata>().ToJson());
        var keys = routes.ServiceProvider.GetRequiredService<ISigningKeys>();

        Get(routes, "/.well-known/oauth-authorization-server", _ => metadata);
        Get(routes, "/.well-known/openid-configuration", _ => metadata);
        Get(routes, Issuer.JwksPath, _ => JwksOf(keys));
        routes.Map(Issuer.AuthorizePath, RefuseAuthorization).ExcludeFromDescription();
    }

    private static void Get(IEndpointRouteBuilder routes, string path, Func<HttpContext, Document> find) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], http => SendAsync(http, find(http))).ExcludeFromDescription();

    private static Task SendAsync(HttpContext http, Document document)
    {
        var response = http.Response;
        response.Headers.CacheControl = MaxAge;
        response.Headers.ETag = document.ETag;
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == document.ETag || tag.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        response.ContentLength = document.Json.Length;
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(document.Json, http.RequestAborted).AsTask();
    }

    // Never a redirect: there is nobody here who could be sent back anywhere.
    private static Task RefuseAuthorization(HttpContext http) => OAuthErrorAnswer.WriteAsync(
        http, new OAuthError("unsupported_response_type", "Nobody logs in here: machines get tokens at the token endpoint."));

    private static Document JwksOf(ISigningKeys keys)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys.Published)
            {
                json.WriteRawValue(key.JsonWebKey);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Document.Of(buffer.WrittenMemory);
    }

    private sealed record Document(ReadOnlyMemory<byte> Json, string ETag)
    {
        public static Document Of(ReadOnlyMemory<byte> json) =>
            new(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json.Span).AsSpan(0, 16))}\"");
    }
}
