namespace ServiceAccounts.Storage.Issuances.Spill;

/// <summary>Where the spill files are: those of this process, and those of processes that run no more.</summary>
/// <param name="path">The whole path.</param>
/// <param name="node">This process, after whom its files are named.</param>
internal sealed class SpillDirectory(string path, Node node)
{
    private const string Ending = ".spill";

    private int _files;

    /// <summary>The whole path.</summary>
    public string Path => path;

    /// <summary>Makes it unless it is there: what is in it is for the owner of the process alone.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>All files, in the order of their names.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(path, "*" + Ending).Order(StringComparer.Ordinal);

    /// <summary>An empty file of this process; each has a name of its own, so that what was put aside is not overwritten by what is put aside after it.</summary>
    public SpillQueue CreateOwn()
    {
        var name = $"{node.Id:N}{(_files++ == 0 ? string.Empty : $"-{_files}")}{Ending}";
        return new SpillQueue(SpillFile.Create(System.IO.Path.Combine(path, name)));
    }
}
