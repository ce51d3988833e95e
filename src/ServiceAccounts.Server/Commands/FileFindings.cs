using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Commands;

/// <summary>Whether the server can write where it has to, and whether its first administrator's token still lies about.</summary>
internal sealed class FileFindings(IOptions<BootstrapOptions> bootstrap, IHostEnvironment environment) : IFindings
{
    private const string Setting = $"{BootstrapOptions.Section}:{nameof(BootstrapOptions.TokenFile)}";

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

        // One that is not there is made by the server, in the nearest that is.
        var directory = Path.GetDirectoryName(file)!; // A full path of a file has a directory.
        while (!Directory.Exists(directory) && Path.GetDirectoryName(directory) is { } parent)
        {
            directory = parent;
        }

        yield return WhyNotWritable(directory) is { } reason
            ? Finding.Problem($"The server cannot write into '{directory}': {reason.TrimEnd('.')}.", $"Give its user the right to, or name another place in {Setting}.")
            : Finding.Ok($"The server can write into '{directory}'.");
    }

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
