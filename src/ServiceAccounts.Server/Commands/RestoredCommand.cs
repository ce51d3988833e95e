using ServiceAccounts.Management.Audit;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Commands;

/// <summary><c>--restored [FILE]</c>: ends what was issued before a restore, and lists what the backup does not know.</summary>
internal sealed class RestoredCommand(IDatabase database, ServerStart start, Restoration restoration, TextWriter terminal)
{
    // More fill no screen; the file has them all.
    private const int MaxShown = 1_000;

    public async Task<int> RunAsync(string? file, CancellationToken cancellationToken)
    {
        var known = file is null ? [] : await ReadAsync(file, cancellationToken);

        if (!(await database.CheckAsync(cancellationToken)).IsThere)
        {
            throw new CommandException($"{CommandLine.Restored}: There is no database '{database.Name}': restore it first. Nothing was changed.");
        }

        // A server that runs on the database would go on by what it has in memory: SQLite's lock keeps the two apart.
        await start.MigrateAsync(cancellationToken);
        await start.OpenKeysAsync(cancellationToken);
        var report = await restoration.RunAsync(known, cancellationToken);

        await terminal.WriteLineAsync($"All access tokens issued until now are refused: the epochs of {report.Principals} principals were raised. Secrets, keys and API tokens are those of the backup.");
        await terminal.WriteLineAsync(report.Head is { } head
            ? $"The backup's journal ends with entry {head.Position} of {head.At:O}."
            : "The backup's journal is empty.");
        if (report.FirstBroken is { } broken)
        {
            await terminal.WriteLineAsync($"Its chain is broken at entry {broken}: what was changed there is not known. Take an older backup if you can.");
        }

        if (file is not null)
        {
            await CompareAsync(report, known.Count);
        }

        return 0;
    }

    private async Task CompareAsync(RestorationReport report, int known)
    {
        await terminal.WriteLineAsync(report.LastCommon is { } common
            ? $"Of the {known} entries in the file, entry {common} is the last that the backup has."
            : $"Of the {known} entries in the file the backup has none.");
        foreach (var position in report.Contradicting.Take(MaxShown))
        {
            await terminal.WriteLineAsync($"Entry {position} is another one in the file: another server wrote on after it, or one of the two has been changed.");
        }

        if (report.Lost.Count == 0)
        {
            await terminal.WriteLineAsync("The file knows of nothing after the backup.");
            return;
        }

        await terminal.WriteLineAsync(
            $"Lost are {report.LostEntries} entries or more, from {(report.Head?.At)?.ToString("O") ?? "the beginning"} to {report.Lost[^1].At?.ToString("O") ?? "a time unknown"}.");
        var told = report.Lost.Where(entry => entry.What is not null).ToList();
        if (told.Count == 0)
        {
            await terminal.WriteLineAsync("The file has their numbers alone: an export of the journal (application/x-ndjson) would say what they were.");
            return;
        }

        await terminal.WriteLineAsync("Look through them, and do again what still should hold, deactivations and deletions first:");
        foreach (var entry in told.Take(MaxShown))
        {
            await terminal.WriteLineAsync($"  {entry.Position}  {entry.At:O}  {entry.What}");
        }

        if (told.Count > MaxShown)
        {
            await terminal.WriteLineAsync($"  and {told.Count - MaxShown} more, which are in the file.");
        }
    }

    private static async Task<List<KnownEntry>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await KnownEntries.ReadAsync(file, cancellationToken) is { Count: > 0 } known
                ? known
                : throw new CommandException(
                    $"{CommandLine.Restored}: '{file}' has no entry of the journal. Give the server's log, which has the journal's head every minute, or an export of the journal as application/x-ndjson. Nothing was changed.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{CommandLine.Restored}: {e.Message} Nothing was changed.", e);
        }
    }
}
