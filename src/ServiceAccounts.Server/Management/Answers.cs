using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Management;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Server.Management;

/// <summary>The answers that many routes share.</summary>
internal static class Answers
{
    /// <summary>One resource with its <c>ETag</c>.</summary>
    public static Results<Ok<T>, ProblemHttpResult> One<T>(HttpContext http, Outcome<T> outcome, Func<T, long> versionOf)
        where T : class
    {
        if (!outcome.Succeeded)
        {
            return outcome.Error.ToProblem();
        }

        http.Response.Headers.ETag = IfMatch.TagOf(versionOf(outcome.Value));
        return TypedResults.Ok(outcome.Value);
    }

    /// <summary>One page, with a <c>Link</c> to the next (RFC 8288).</summary>
    public static async Task<Results<Ok<Page<T>>, ProblemHttpResult>> PageAsync<T>(
        HttpContext http, int? limit, string? cursor, Func<Paging, Task<Outcome<Page<T>>>> list)
    {
        var paging = Paging.Of(limit, cursor);
        if (!paging.Succeeded)
        {
            return paging.Error.ToProblem();
        }

        var page = await list(paging.Value);
        if (!page.Succeeded)
        {
            return page.Error.ToProblem();
        }

        if (page.Value.NextCursor is { } next)
        {
            var issuer = http.RequestServices.GetRequiredService<Issuer>();
            http.Response.Headers.Link = $"<{issuer.UrlOf(http.Request.Path)}?limit={paging.Value.Limit}&cursor={next}>; rel=\"next\"";
        }

        return TypedResults.Ok(page.Value);
    }
}
