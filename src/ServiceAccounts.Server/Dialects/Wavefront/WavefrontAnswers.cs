using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Management;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>The answers that many routes share.</summary>
internal static class WavefrontAnswers
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    private static readonly int[] RefusedEverywhere =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
    ];

    private static readonly int[] RefusedWithBody =
    [
        StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
    ];

    /// <summary>Says in the document how a route that only reads refuses.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route) => route.Refuses(RefusedEverywhere);

    /// <summary>Says in the document how a route that changes something refuses.</summary>
    public static RouteHandlerBuilder Changes(this RouteHandlerBuilder route) => route.Refuses([.. RefusedEverywhere, .. RefusedWithBody]);

    /// <summary>What was asked for.</summary>
    public static Ok<Container<T>> Ok<T>(T response) => TypedResults.Ok(new Container<T>(ContainerStatus.Ok, response));

    /// <summary>What an operation refused.</summary>
    public static RefusalResult Refuse(OperationError error) => new(Refusal.Of(error));

    /// <summary>There is no such thing.</summary>
    public static RefusalResult NotFound(string what) => Refuse(OperationError.NotFound(what));

    /// <summary>A part of the request is wrong.</summary>
    public static RefusalResult Invalid(string field, string problem) => new(Refusal.Invalid(field, problem));

    /// <summary>Where a page begins: <paramref name="offset"/> things are passed over, or it goes on at a cursor of the page before.</summary>
    public static Outcome<Paging> PagingOf(int? offset, int? limit, string? cursor)
    {
        var problems = new Dictionary<string, string>();
        Cursor? after = null;
        if (limit is < 1 or > MaxLimit)
        {
            problems["limit"] = $"It is a number from 1 to {MaxLimit}.";
        }

        if (offset < 0)
        {
            problems["offset"] = "It is a number from 0.";
        }

        if (!string.IsNullOrEmpty(cursor) && (offset > 0 || !Cursor.TryParse(cursor, out after)))
        {
            problems["cursor"] = "It is the cursor of the page before, and then there is no offset.";
        }

        return problems.Count == 0
            ? new Paging(limit ?? DefaultLimit, after) { Offset = offset ?? 0 }
            : OperationError.Invalid(problems);
    }

    /// <summary>One page of a list.</summary>
    public static Ok<Container<Paged<T>>> Page<T>(Paging paging, string? cursor, int total, IReadOnlyList<T> items) => Ok(new Paged<T>
    {
        Items = items,
        Offset = paging.Offset,
        Limit = paging.Limit,
        Cursor = cursor,
        TotalItems = total,
        MoreItems = cursor is not null,
        Sort = Sorting.ByCreation,
    });

    /// <summary>All pages of a list one by one, of which the first has been read: no more than one is in memory.</summary>
    public static async IAsyncEnumerable<T> AllAsync<T>(
        Page<T> first, Func<Paging, Task<Outcome<Page<T>>>> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = first; ;)
        {
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.NextCursor is not { } next || !Cursor.TryParse(next, out var after))
            {
                yield break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var more = await read(new Paging(Paging.MaxLimit, after));

            // The answer has begun: who may not read any more learns it by its end.
            page = more.Succeeded ? more.Value : throw new InvalidOperationException("The list cannot be read to its end.");
        }
    }

    private static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, int[] statusCodes)
    {
        foreach (var statusCode in statusCodes)
        {
            route.Produces<ErrorContainer>(statusCode);
        }

        return route;
    }
}
