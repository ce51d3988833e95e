using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ServiceAccounts.Server.Metadata;

/// <summary>A JSON document that anybody may read and keep for a while: its bytes, made once, and the tag of this version.</summary>
internal sealed record PublicDocument(ReadOnlyMemory<byte> Json, string ETag)
{
    private const string MaxAge = "public, max-age=300";

    public static PublicDocument Of(ReadOnlyMemory<byte> json) =>
        new(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json.Span).AsSpan(0, 16))}\"");

    /// <summary>Maps a path to the document that is then current.</summary>
    public static void Map(IEndpointRouteBuilder routes, string path, Func<CancellationToken, ValueTask<PublicDocument>> find) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], async http =>
        {
            var document = await find(http.RequestAborted);
            await document.SendAsync(http);
        }).ExcludeFromDescription();

    private async ValueTask SendAsync(HttpContext http)
    {
        var response = http.Response;
        response.Headers.CacheControl = MaxAge;
        response.Headers.ETag = ETag;
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == ETag || tag.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = Json.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(Json, http.RequestAborted);
        }
    }
}
