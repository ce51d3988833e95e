using System.Text.Json;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Management;

/// <summary>A whole list, one JSON object a line, a page in memory at a time.</summary>
internal sealed class NdjsonAnswer : IResult
{
    public const string MediaType = "application/x-ndjson";

    private static readonly ReadOnlyMemory<byte> NewLine = "\n"u8.ToArray();

    private readonly Page<JournalEntryResponse> _first;
    private readonly Func<string?, int, Task<Outcome<Page<JournalEntryResponse>>>> _read;
    private readonly int _limit;

    private NdjsonAnswer(
        Page<JournalEntryResponse> first, Func<string?, int, Task<Outcome<Page<JournalEntryResponse>>>> read, int limit) =>
        (_first, _read, _limit) = (first, read, limit);

    /// <summary>Whether a request asks for this form.</summary>
    public static bool IsWanted(HttpContext http) =>
        http.Request.GetTypedHeaders().Accept.Any(type => type.MatchesMediaType(MediaType) && !type.MatchesAllTypes && !type.MatchesAllSubTypes);

    /// <summary>Reads the first page: a refusal is answered as such, and not in the middle of a list.</summary>
    public static async Task<Outcome<NdjsonAnswer>> StartAsync(
        int? limit, Func<string?, int, Task<Outcome<Page<JournalEntryResponse>>>> read)
    {
        if (limit < 1)
        {
            return OperationError.Invalid(new Dictionary<string, string> { ["limit"] = "It is a number from 1, or absent for all." });
        }

        var most = limit ?? int.MaxValue;
        var first = await read(null, Math.Min(most, Paging.MaxLimit));
        return first.Succeeded ? new NdjsonAnswer(first.Value, read, most) : first.Error;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var aborted = httpContext.RequestAborted;
        httpContext.Response.ContentType = MediaType;
        var (page, left) = (_first, _limit);
        while (true)
        {
            foreach (var entry in page.Items)
            {
                await JsonSerializer.SerializeAsync(httpContext.Response.Body, entry, ContractsJson.Default.JournalEntryResponse, aborted);
                await httpContext.Response.Body.WriteAsync(NewLine, aborted);
            }

            await httpContext.Response.Body.FlushAsync(aborted);
            left -= page.Items.Count;
            if (left <= 0 || page.NextCursor is null)
            {
                return;
            }

            var next = await _read(page.NextCursor, Math.Min(left, Paging.MaxLimit));
            if (!next.Succeeded)
            {
                // Too late to say so otherwise: a list that is cut off must not look whole.
                httpContext.Abort();
                return;
            }

            page = next.Value;
        }
    }
}
