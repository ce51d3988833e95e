using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using ServiceAccounts.Contracts;
using ServiceAccounts.Management;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Server.Management;

/// <summary>The answers that many routes share.</summary>
internal static class Answers
{
    private const string Limit = "limit";
    private const string Cursor = "cursor";

    // What a link to the next page says itself.
    private static readonly FrozenSet<string> NotRepeated =
        new[] { Limit, Cursor, ManagementSurface.TenantParameter }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>What has been made, with its <c>ETag</c> and where it can be read.</summary>
    public static Results<Created<T>, ProblemHttpResult> Made<T>(
        HttpContext http, Outcome<T> outcome, Func<T, string> pathOf, Func<T, long> versionOf)
        where T : class
    {
        if (!outcome.Succeeded)
        {
            return outcome.Error.ToProblem();
        }

        http.Response.Headers.ETag = IfMatch.TagOf(versionOf(outcome.Value));
        return TypedResults.Created(UrlOf(http, ManagementApi.Root + pathOf(outcome.Value)), outcome.Value);
    }

    /// <summary>What has been made and cannot be read by itself.</summary>
    public static Results<Created<T>, ProblemHttpResult> Made<T>(Outcome<T> outcome)
        where T : class => outcome.Succeeded ? TypedResults.Created((string?)null, outcome.Value) : outcome.Error.ToProblem();

    /// <summary>What has no version of its own.</summary>
    public static Results<Ok<T>, ProblemHttpResult> Shown<T>(Outcome<T> outcome)
        where T : class => outcome.Succeeded ? TypedResults.Ok(outcome.Value) : outcome.Error.ToProblem();

    /// <summary>What is no more.</summary>
    public static Results<NoContent, ProblemHttpResult> Gone<T>(Outcome<T> outcome)
        where T : class => outcome.Succeeded ? TypedResults.NoContent() : outcome.Error.ToProblem();

    /// <summary>The URL of a path for this caller: in the tenant that the request named, where it named one.</summary>
    public static string UrlOf(HttpContext http, string path)
    {
        var url = http.RequestServices.GetRequiredService<Issuer>().UrlOf(path);
        return ManagementSurface.TenantNamedBy(http) is { } tenant
            ? QueryHelpers.AddQueryString(url, ManagementSurface.TenantParameter, tenant)
            : url;
    }

    /// <summary>One page, with a <c>Link</c> to the next (RFC 8288), which repeats the filters of the request.</summary>
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
            LinkToNext(http, paging.Value.Limit, next);
        }

        return TypedResults.Ok(page.Value);
    }

    /// <summary>Says where the next page of the same list is: with every filter of this one.</summary>
    public static void LinkToNext(HttpContext http, int? limit, string next)
    {
        var query = http.Request.Query.Where(parameter => !NotRepeated.Contains(parameter.Key));
        if (limit is { } length)
        {
            query = query.Append(new(Limit, length.ToString(CultureInfo.InvariantCulture)));
        }

        var url = QueryHelpers.AddQueryString(UrlOf(http, http.Request.Path), query.Append(new(Cursor, next)));
        http.Response.Headers.Link = $"<{url}>; rel=\"next\"";
    }
}
