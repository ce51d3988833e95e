namespace ServiceAccounts.Server.Hosting;

/// <summary>Writes files that hold a secret: for the owner of the process alone, whole or not at all.</summary>
internal static class PrivateFile
{
    /// <summary>Makes the directory of a file unless it is there; one that is made is for the owner of the process alone.</summary>
    public static void CreateDirectoryOf(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!; // A full path of a file has a directory.
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Writes, syncs and renames: after a crash there is the old file or the new one, never half of it.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // What lies there already, of a start that was killed or of somebody else, has a mode of its own or leads elsewhere.
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
