namespace ServiceAccounts.Server.OAuth;

/// <summary>An answer of an OAuth endpoint, as it is sent.</summary>
internal static class OAuthAnswer
{
    public static Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        NoStore(http.Response);
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    /// <summary>RFC 6749 section 5.1: what carries a token is kept by no cache, and neither is what refuses one.</summary>
    public static void NoStore(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }
}
