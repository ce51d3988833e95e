using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ServiceAccounts.Server.Metadata;

/// <summary>A document that anybody may read and keep for a while: its bytes, made once, and the tag of this version.</summary>
internal sealed record PublicDocument(ReadOnlyMemory<byte> Body, string ETag)
{
    /// <summary>What it is; JSON unless it says otherwise.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>For how long it may be kept, in seconds.</summary>
    public int MaxAgeSeconds { get; init; } = 300;

    public static PublicDocument Of(ReadOnlyMemory<byte> body) =>
        new(body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 16))}\"");

    /// <summary>Maps a path to the document that is then current.</summary>
    public static void Map(IEndpointRouteBuilder routes, string path, Func<CancellationToken, ValueTask<PublicDocument>> find) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], async http =>
        {
            var document = await find(http.RequestAborted);
            await document.SendAsync(http);
        }).ExcludeFromDescription();

    /// <summary>Sends it, or that whoever asks has it already.</summary>
    public async ValueTask SendAsync(HttpContext http)
    {
        var response = http.Response;
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={MaxAgeSeconds}");
        response.Headers.ETag = ETag;
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == ETag || tag.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(Body, http.RequestAborted);
        }
    }
}
