using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Management;

/// <summary>Where a page begins and how long it is: keyset paging by time of creation and id.</summary>
/// <param name="Limit">The most items on the page.</param>
/// <param name="After">The last item of the page before; null for the first page.</param>
public sealed record Paging(int Limit, Cursor? After)
{
    /// <summary>The longest page.</summary>
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    /// <summary>The item before which the page ends, where a list is read backwards; then there is no <see cref="After"/>.</summary>
    public Cursor? Before { get; init; }

    /// <summary>How many items are passed over, for surfaces whose pages begin at a number.</summary>
    public int Offset { get; init; }

    /// <summary>Reads the query parameters <c>limit</c> and <c>cursor</c>.</summary>
    public static Outcome<Paging> Of(int? limit, string? cursor)
    {
        var fields = new Fields();
        if (limit is < 1 or > MaxLimit)
        {
            fields.Add("limit", $"It is a number from 1 to {MaxLimit}.");
        }

        Cursor? after = null;
        if (!string.IsNullOrEmpty(cursor) && !Cursor.TryParse(cursor, out after))
        {
            fields.Add("cursor", "It is not a cursor of this server: send next_cursor of the page before, or none for the first page.");
        }

        return fields.AreValid ? new Paging(limit ?? DefaultLimit, after) : fields.Error;
    }

    /// <summary>The rows of the page and one more, which says whether there is another page; found by key, however far into the list.</summary>
    internal async Task<List<T>> RowsOfAsync<T>(IQueryable<T> all, CancellationToken cancellationToken)
        where T : class, IListed
    {
        if (Before is { } before)
        {
            var backwards = await all
                .Where(row => row.CreatedAt <= before.CreatedAt
                    && (row.CreatedAt < before.CreatedAt || row.Id.CompareTo(before.Id) < 0))
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(Limit + 1).ToListAsync(cancellationToken);
            backwards.Reverse();
            return backwards;
        }

        var rows = After is not { } after
            ? all
            : all.Where(row => row.CreatedAt >= after.CreatedAt
                && (row.CreatedAt > after.CreatedAt || row.Id.CompareTo(after.Id) > 0));
        rows = rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id);
        return await (Offset == 0 ? rows : rows.Skip(Offset)).Take(Limit + 1).ToListAsync(cancellationToken);
    }

    /// <summary>The same without the rows of which nothing is left to show: they went between two reads, and end no list.</summary>
    internal Page<TItem> PageOfFound<TRow, TItem>(List<TRow> rows, Func<TRow, TItem?> show, Func<TRow, IListed> at)
        where TItem : class
    {
        var page = PageOf(rows, show, at);
        return new Page<TItem>([.. page.Items.OfType<TItem>()], page.NextCursor) { PreviousCursor = page.PreviousCursor };
    }

    /// <summary>Makes a page of one more row than it shows.</summary>
    internal Page<TItem> PageOf<TRow, TItem>(List<TRow> rows, Func<TRow, TItem> show, Func<TRow, IListed> at)
    {
        var hasMore = rows.Count > Limit;
        if (Before is not null)
        {
            // The one more is the first: what follows the page is the item before which it ends.
            var shown = hasMore ? rows[1..] : rows;
            return new Page<TItem>([.. shown.Select(show)], shown is [.., var last] ? Cursor.Of(at(last)).ToString() : null)
            {
                PreviousCursor = hasMore ? Cursor.Of(at(shown[0])).ToString() : null,
            };
        }

        return new Page<TItem>([.. rows.Take(Limit).Select(show)], hasMore ? Cursor.Of(at(rows[Limit - 1])).ToString() : null)
        {
            PreviousCursor = (After, rows) switch
            {
                (null, _) => null,
                (_, [var first, ..]) => Cursor.Of(at(first)).ToString(),
                _ => After.ToString(),
            },
        };
    }
}

/// <summary>How many things a list has on all its pages.</summary>
/// <param name="Count">The number.</param>
public sealed record Total(int Count);

/// <summary>A place in a list.</summary>
/// <param name="CreatedAt">When the item there was made.</param>
/// <param name="Id">The item's id.</param>
public sealed record Cursor(DateTimeOffset CreatedAt, Guid Id)
{
    private const int Length = 8 + 16;

    /// <summary>The place of a thing.</summary>
    public static Cursor Of(IListed listed) => new(listed.CreatedAt, listed.Id);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out Cursor? cursor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        cursor = null;
        if (text.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return false;
        }

        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        cursor = new Cursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), new Guid(bytes[8..], bigEndian: true));
        return true;
    }

    /// <summary>The cursor as clients send it.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.ToUnixTimeMilliseconds());
        Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Encoding.ASCII.GetString(Base64Url.EncodeToUtf8(bytes));
    }
}
