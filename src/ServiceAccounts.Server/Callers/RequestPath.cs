using Microsoft.AspNetCore.Http.Features;

namespace ServiceAccounts.Server.Callers;

/// <summary>The path of a request as its sender wrote it, escapes and all: what a proof that names the URL was made for.</summary>
internal static class RequestPath
{
    public static string Of(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/')
            ? target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target
            : http.Request.Path.ToUriComponent();
    }
}
