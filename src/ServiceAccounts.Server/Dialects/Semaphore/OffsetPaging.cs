using System.Globalization;
using ServiceAccounts.Contracts;
using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>The pages of Semaphore's lists: a size, and how many items come before, as a decimal number.</summary>
internal sealed record OffsetPaging(int Size, int Offset)
{
    public const string SizeParameter = "page_size";
    public const string TokenParameter = "page_token";
    public const string NumberParameter = "page_no";

    private const int MaxSize = 100;

    // What a size that cannot be silently becomes.
    private const int SizeOtherwise = 20;

    // Farther than any list goes, and far enough from the end of its type to be added to.
    private const int MaxOffset = 1_000_000_000;

    /// <summary>The page as our own operations know it.</summary>
    public Paging Paging => new(Size, After: null) { Offset = Offset };

    /// <summary>Reads a page that begins at an offset.</summary>
    public static Outcome<OffsetPaging> OfToken(string? size, string? token)
    {
        var problems = new Dictionary<string, string>();
        var (length, offset) = (ReadSize(size, problems), ReadPosition(TokenParameter, token, problems));
        return problems.Count == 0 ? new OffsetPaging(length, offset) : OperationError.Invalid(problems);
    }

    /// <summary>Reads a page that has a number, the first being 0.</summary>
    public static Outcome<OffsetPaging> OfNumber(string? size, string? number)
    {
        var problems = new Dictionary<string, string>();
        var (length, before) = (ReadSize(size, problems), ReadPosition(NumberParameter, number, problems));
        return problems.Count == 0
            ? new OffsetPaging(length, (int)Math.Min((long)before * length, MaxOffset))
            : OperationError.Invalid(problems);
    }

    /// <summary>The token of the page behind a page; empty where there is none.</summary>
    public string NextToken<T>(Page<T> page) =>
        page.NextCursor is null ? string.Empty : (Offset + Size).ToString(CultureInfo.InvariantCulture);

    /// <summary>How many pages a list has.</summary>
    public int PagesOf(Total total) => (total.Count + Size - 1) / Size;

    private static int ReadSize(string? text, Dictionary<string, string> problems)
    {
        if (text is null)
        {
            return MaxSize;
        }

        if (!IsInteger(text))
        {
            problems.Add(SizeParameter, "It is no integer.");
            return SizeOtherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MaxSize
            ? size
            : SizeOtherwise;
    }

    private static int ReadPosition(string name, string? text, Dictionary<string, string> problems)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        if (!IsInteger(text) || text[0] == '-')
        {
            problems.Add(name, "It is no non-negative integer.");
            return 0;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position)
            ? Math.Min(position, MaxOffset)
            : MaxOffset;
    }

    // An integer of any length: one that no type of ours holds is out of range, and no mistake.
    private static bool IsInteger(string text)
    {
        var digits = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
