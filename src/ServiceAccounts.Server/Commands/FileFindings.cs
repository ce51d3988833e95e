using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Server.Commands;

/// <summary>Whether the server can write where it has to, whether that is private, and whether its first administrator's token still lies about.</summary>
internal sealed class FileFindings(
    IOptions<BootstrapOptions> bootstrap, IOptions<JournalOptions> journal, IHostEnvironment environment) : IFindings
{
    private const string TokenFile = $"{BootstrapOptions.Section}:{nameof(BootstrapOptions.TokenFile)}";
    private const string Spill = $"{JournalOptions.Section}:{nameof(JournalOptions.SpillDirectory)}";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var file = Path.GetFullPath(bootstrap.Value.TokenFile);
        if (File.Exists(file))
        {
            yield return environment.IsDevelopment()
                ? Finding.Ok($"The first administrator's token is in '{file}'.")
                : Finding.Warning($"The first administrator's token is still in '{file}'.", "Make an administrator of your own and delete the file.");
        }

        yield return LookAt(Path.GetDirectoryName(file)!, TokenFile); // A full path of a file has a directory.

        if (journal.Value.SpillMegabytes > 0)
        {
            var spill = Path.GetFullPath(journal.Value.SpillDirectory);
            yield return LookAt(spill, Spill);
            yield return !Directory.Exists(spill) ? Finding.Ok($"The directory '{spill}' is made by the server when it starts.")
                : IsOpenToOthers(spill) ? Finding.Warning(
                    $"The directory '{spill}' for records that the database has not taken yet is open to other users.", $"chmod 700 '{spill}', or name another in {Spill}.")
                : Finding.Ok($"The directory '{spill}' is the server's alone.");
        }
    }

    // One that is not there is made by the server, in the nearest that is.
    private static Finding LookAt(string directory, string setting)
    {
        while (!Directory.Exists(directory) && Path.GetDirectoryName(directory) is { } parent)
        {
            directory = parent;
        }

        return WhyNotWritable(directory) is { } reason
            ? Finding.Problem($"The server cannot write into '{directory}': {reason.TrimEnd('.')}.", $"Give its user the right to, or name another place in {setting}.")
            : Finding.Ok($"The server can write into '{directory}'.");
    }

    // On Windows a directory has the rights of the one that it is in.
    private static bool IsOpenToOthers(string directory) => !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(directory) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != 0;

    private static string? WhyNotWritable(string directory)
    {
        try
        {
            using var file = new FileStream(
                Path.Combine(directory, $".check-{Environment.ProcessId}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
