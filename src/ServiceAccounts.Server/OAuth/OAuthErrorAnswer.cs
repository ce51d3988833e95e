using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Server.OAuth;

/// <summary>An error of the OAuth endpoints (RFC 6749 section 5.2).</summary>
internal static class OAuthErrorAnswer
{
    public static Task WriteAsync(HttpContext http, OAuthError error, int? statusCode = null)
    {
        http.Response.StatusCode = statusCode ?? StatusOf(error);
        // Who sent an access token instead of a client's credential has been told so.
        if (http.Response is { StatusCode: StatusCodes.Status401Unauthorized, Headers.WWWAuthenticate.Count: 0 })
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"ServiceAccounts\", charset=\"UTF-8\"";
        }

        if (error.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("error", error.Error);
            json.WriteString("error_description", error.Description);
            json.WriteEndObject();
        }

        return OAuthAnswer.SendAsync(http, buffer.WrittenMemory);
    }

    private static int StatusOf(OAuthError error) => error.Error switch
    {
        "invalid_client" => StatusCodes.Status401Unauthorized,
        _ when error.IsForTooMany => StatusCodes.Status429TooManyRequests,
        "temporarily_unavailable" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
