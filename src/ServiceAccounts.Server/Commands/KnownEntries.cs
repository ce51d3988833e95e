using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServiceAccounts.Management.Audit;

namespace ServiceAccounts.Server.Commands;

/// <summary>
/// Reads entries of the journal that were written down: lines of the log with its heads, in any of its formats, lines of an export of
/// the journal, and answers of <c>journal/verify</c>. All other lines are passed over.
/// </summary>
internal static partial class KnownEntries
{
    private const int SealLength = 64;

    public static async Task<List<KnownEntry>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var known = new List<KnownEntry>();
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            if (FromJson(line) is { } entry || (entry = FromLog(line)) is not null)
            {
                known.Add(entry);
            }
        }

        return known;
    }

    private static KnownEntry? FromLog(string line) =>
        Head().Match(line) is { Success: true } head && long.TryParse(head.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var position)
            ? new KnownEntry(position, head.Groups[2].Value, TimeOf(head.Groups[3].Value), null)
            : null;

    private static KnownEntry? FromJson(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var entry = root.TryGetProperty("head", out var head) && head.ValueKind == JsonValueKind.Object ? head : root;
            return entry.TryGetProperty("position", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var position)
                && Text(entry, "seal") is { Length: SealLength } seal && seal.All(char.IsAsciiHexDigitLower)
                ? new KnownEntry(position, seal, Text(entry, "at") is { } at ? TimeOf(at) : null, WhatOf(entry))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A refusal has changed nothing: nobody does it again.
    private static string? WhatOf(JsonElement entry)
    {
        if (Text(entry, "action") is not { } action || Text(entry, "outcome") is "refused")
        {
            return null;
        }

        var subject = entry.TryGetProperty("subject", out var of) && of.ValueKind == JsonValueKind.Object ? $" {Text(of, "kind")} {Text(of, "id")}" : string.Empty;
        var account = Text(entry, "principal_id") is { } principal && !subject.EndsWith(principal, StringComparison.Ordinal) ? $" of {principal}" : string.Empty;
        var client = Text(entry, "client_id") is { } id ? $" ({id})" : string.Empty;
        var actor = entry.TryGetProperty("actor", out var who) && who.ValueKind == JsonValueKind.Object ? $" by {Text(who, "name")}" : string.Empty;

        // Names are people's choice, and a terminal does what some characters say.
        return string.Concat($"{action}{subject}{account}{client}{actor}".Select(c => char.IsControl(c) ? '?' : c));
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    // As the log's line says it, up to the second; the apostrophe and the offset are written otherwise in JSON.
    [GeneratedRegex("head is ([0-9]{1,18}) with seal ([0-9a-f]{64}) of ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})")]
    private static partial Regex Head();
}
