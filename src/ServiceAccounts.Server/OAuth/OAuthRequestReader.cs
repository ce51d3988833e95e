using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.OAuth;

/// <summary>Reads the HTTP side of a request to an OAuth endpoint: method, media type, size, and where credentials must not be.</summary>
internal static class OAuthRequestReader
{
    private const string FormMediaType = "application/x-www-form-urlencoded";

    /// <summary>A request, or the error with the status that HTTP has for it.</summary>
    public static ValueTask<(Result<OAuthRequest> Request, int? StatusCode)> ReadAsync(HttpContext http) =>
        ReadAsync(http, http.Request.Headers.Authorization.ToString());

    /// <summary>The same where the header is not a client's, and has been read by somebody else.</summary>
    public static async ValueTask<(Result<OAuthRequest> Request, int? StatusCode)> ReadAsync(HttpContext http, string authorization)
    {
        var request = http.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return (OAuthError.InvalidRequest("This endpoint takes POST.", "Send the parameters in the body of a POST."), StatusCodes.Status405MethodNotAllowed);
        }

        if (!IsForm(request.ContentType))
        {
            return (OAuthError.InvalidRequest($"The body must be {FormMediaType}.", "Send that as Content-Type, with charset UTF-8 or none."), StatusCodes.Status415UnsupportedMediaType);
        }

        if (request.QueryString.HasValue && HasCredentials(request.Query))
        {
            return (OAuthError.InvalidRequest("Credentials in the URL end up in logs: send them in the body. These must be replaced."), null);
        }

        if (request.Headers.Authorization.Count > 1)
        {
            return (OAuthError.InvalidRequest("The request has more than one Authorization header.", "Send one."), null);
        }

        return await ReadBodyAsync(request, authorization, http.RequestAborted);
    }

    private static async ValueTask<(Result<OAuthRequest> Request, int? StatusCode)> ReadBodyAsync(
        HttpRequest request, string authorization, CancellationToken cancellationToken)
    {
        LetClientFinish(request.HttpContext);
        if (request.ContentLength > FormParameters.MaxBodyBytes)
        {
            return TooLarge;
        }

        var proofs = request.Headers[DPoPRules.Header];
        var head = new RequestHead(authorization.Length == 0 ? null : authorization)
        {
            // More than one is for the proof's own rules to refuse: they see them parted by commas.
            DPoP = proofs.Count == 0 ? null : proofs.ToString(),
            Path = proofs.Count == 0 ? null : RequestPath.Of(request.HttpContext),
            Address = request.HttpContext.Connection.RemoteIpAddress,
            Certificate = ClientCertificates.Of(request.HttpContext),
        };
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > FormParameters.MaxBodyBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return TooLarge;
            }

            if (read.IsCompleted)
            {
                var parsed = Parse(read.Buffer, head);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return (parsed, null);
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static (Result<OAuthRequest> Request, int? StatusCode) TooLarge =>
        (OAuthError.InvalidRequest("The body is larger than 32768 bytes.", "Ask for fewer scopes, or send a shorter assertion."), StatusCodes.Status413PayloadTooLarge);

    // Our own limit is smaller and stands above. The web server's closes the connection on a client that is still sending,
    // which then never sees the answer; without it, what is left of the body is thrown away for five seconds at most.
    private static void LetClientFinish(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    private static Result<OAuthRequest> Parse(ReadOnlySequence<byte> body, RequestHead head)
    {
        if (body.IsSingleSegment)
        {
            return OAuthRequest.Read(body.FirstSpan, head);
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(rented);
            return OAuthRequest.Read(rented.AsSpan(0, (int)body.Length), head);
        }
        finally
        {
            // It may hold a secret: the pool hands its arrays on.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static bool IsForm(string? contentType) =>
        contentType is FormMediaType
        || (MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            && parsed.MediaType.Equals(FormMediaType, StringComparison.OrdinalIgnoreCase)
            && (!parsed.Charset.HasValue
                || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));

    private static bool HasCredentials(IQueryCollection query) =>
        query.ContainsKey("client_secret") || query.ContainsKey("client_assertion");
}
