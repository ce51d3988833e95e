using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Pages as this API asks for them: <c>limit</c> and <c>token</c>.</summary>
internal static class SumoPaging
{
    /// <summary>The longest page.</summary>
    public const int MaxLimit = 1_000;

    private const int DefaultLimit = 100;

    /// <summary>The first page of what is never long.</summary>
    public static Paging All { get; } = new(MaxLimit, null);

    /// <summary>Reads both parameters.</summary>
    public static Outcome<Paging> Of(int? limit, string? token, int byDefault = DefaultLimit, int maximum = MaxLimit)
    {
        var problems = new SumoFields();
        if (limit < 1 || limit > maximum)
        {
            problems.Add("limit", $"It is a number from 1 to {maximum}.");
        }

        Cursor? after = null;
        if (!string.IsNullOrEmpty(token) && !Cursor.TryParse(token, out after))
        {
            problems.Add("token", "It is no token of a list: send next of the page before, or none for the first page.");
        }

        return problems.AreValid ? new Paging(limit ?? byDefault, after) : problems.Error;
    }

    /// <summary>Refuses an order that a list does not have; null where none is asked for.</summary>
    public static OperationError? WhyNotSorted(string? sortBy)
    {
        if (string.IsNullOrEmpty(sortBy))
        {
            return null;
        }

        var problems = new SumoFields();
        problems.Add("sortBy", "The list has one order, that of creation: leave it out.");
        return problems.Error;
    }
}
