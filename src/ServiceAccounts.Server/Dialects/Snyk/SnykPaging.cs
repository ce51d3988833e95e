using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using ServiceAccounts.Contracts;
using ServiceAccounts.Management;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>A page of a list as a request names it: forwards from an item, or backwards from one.</summary>
internal sealed record SnykPaging
{
    public const string Limit = "limit";
    public const string StartingAfter = "starting_after";
    public const string EndingBefore = "ending_before";
    public const int DefaultLimit = 10;
    public const int MaxLimit = 100;
    public const int Step = 10;

    private const string CursorPrefix = "v1.";

    // Before what comes after everything lies the last page.
    private static readonly string End = CursorPrefix + new Cursor(DateTimeOffset.MaxValue, Guid.AllBitsSet);

    [FromQuery(Name = Limit)]
    public string? Length { get; init; }

    [FromQuery(Name = StartingAfter)]
    public string? After { get; init; }

    [FromQuery(Name = EndingBefore)]
    public string? Before { get; init; }

    /// <summary>The page for the operation, or what is wrong with the parameters.</summary>
    public Paging? Read(out Refusal? refusal)
    {
        var problems = new Dictionary<string, string>();
        var limit = LimitOf(problems);
        var (after, before) = (CursorOf(StartingAfter, After, problems), CursorOf(EndingBefore, Before, problems));
        if (After is not null && Before is not null)
        {
            problems[EndingBefore] = $"It goes without {StartingAfter}: send one of the two.";
        }

        refusal = problems.Count == 0 ? null : SnykErrors.OfQuery(Refusal.Of(OperationError.Invalid(problems))).Refusal;
        return refusal is null ? new Paging(limit, after) { Before = before } : null;
    }

    /// <summary>The links of a page that has been read.</summary>
    public SnykLinks LinksOf<T>(Page<T> page, string path, IReadOnlyDictionary<string, string?> query)
    {
        var first = QueryHelpers.AddQueryString(
            QueryHelpers.AddQueryString(path, query), Limit, Length ?? DefaultLimit.ToString(CultureInfo.InvariantCulture));
        return new SnykLinks
        {
            First = first,
            Last = At(EndingBefore, End),
            Prev = page.PreviousCursor is { } previous ? At(EndingBefore, CursorPrefix + previous) : null,
            Next = page.NextCursor is { } next && Before != End ? At(StartingAfter, CursorPrefix + next) : null,
            Self = After is not null ? At(StartingAfter, After) : Before is not null ? At(EndingBefore, Before) : first,
        };

        string At(string parameter, string cursor) => QueryHelpers.AddQueryString(first, parameter, cursor);
    }

    private int LimitOf(Dictionary<string, string> problems)
    {
        if (Length is null)
        {
            return DefaultLimit;
        }

        if (int.TryParse(Length, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= Step and <= MaxLimit && limit % Step == 0)
        {
            return limit;
        }

        problems[Limit] = $"It is a multiple of {Step} from {Step} to {MaxLimit}.";
        return DefaultLimit;
    }

    private static Cursor? CursorOf(string parameter, string? text, Dictionary<string, string> problems)
    {
        if (text is null)
        {
            return null;
        }

        if (text.StartsWith(CursorPrefix, StringComparison.Ordinal) && Cursor.TryParse(text[CursorPrefix.Length..], out var cursor))
        {
            return cursor;
        }

        problems[parameter] = "It is no cursor of this server: follow the links of a page, or send none for the first one.";
        return null;
    }
}
