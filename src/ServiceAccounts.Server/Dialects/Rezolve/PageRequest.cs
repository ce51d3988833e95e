using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Which page of a list is asked for: <c>limit</c> items after the first <c>offset</c>.</summary>
internal sealed record PageRequest(int Limit, int Offset)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;

    /// <summary>The page as the operations know one.</summary>
    public Paging Paging => new(Limit, After: null) { Offset = Offset };

    /// <summary>Reads the two parameters; null, and what is wrong with them, where they are not valid.</summary>
    public static PageRequest? Of(int? limit, int? offset, out Dictionary<string, string> problems, int maxOffset = int.MaxValue)
    {
        problems = [];
        if (limit is < 1 or > MaxLimit)
        {
            problems["limit"] = $"It is a number from 1 to {MaxLimit}.";
        }

        if (offset < 0 || offset > maxOffset)
        {
            problems["offset"] = $"It is a number from 0 to {maxOffset}.";
        }

        return problems.Count == 0 ? new PageRequest(limit ?? DefaultLimit, offset ?? 0) : null;
    }

    /// <summary>Says which part of the list a page is.</summary>
    public PaginationModel Of(Total total, bool hasMore) => new() { Total = total.Count, Limit = Limit, Offset = Offset, HasMore = hasMore };
}
