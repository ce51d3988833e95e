using Microsoft.Data.Sqlite;

namespace ServiceAccounts.Storage.Sqlite;

/// <summary>The database file, and the lock that keeps a second server from it.</summary>
internal sealed class SqliteFile : IDisposable
{
    private FileStream? _lock;

    internal SqliteFile(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true };
        ConnectionString = builder.ToString();
        Path = Resolve(System.IO.Path.GetFullPath(builder.DataSource));
    }

    /// <summary>Where the database is.</summary>
    public string Path { get; }

    internal string ConnectionString { get; }

    /// <summary>Takes the database for this process; throws <see cref="IOException"/> when another server has it.</summary>
    public void Lock()
    {
        if (_lock is not null)
        {
            return;
        }

        CreateDirectory();
        try
        {
            _lock = OpenPrivate(Path + ".lock", FileMode.OpenOrCreate);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"Another server runs on the database '{Path}'. Stop it, or name another file in "
                + "ServiceAccounts:Storage:ConnectionString, for example ServiceAccounts__Storage__ConnectionString=\"Data Source=data/other.db\".",
                e);
        }
    }

    /// <summary>Whether the file is there, or can be made, and whether a server runs on it.</summary>
    public DatabaseCheck Check()
    {
        if (!File.Exists(Path))
        {
            return new DatabaseCheck(
                false, [Finding.Warning($"There is no database '{Path}' yet.", "Nothing, if it is new: the first start makes it. Else name the file that there is.")]);
        }

        return new DatabaseCheck(true, [Finding.Ok(IsTaken() ? $"A server runs on the database '{Path}'." : $"No server runs on the database '{Path}'.")]);
    }

    private bool IsTaken()
    {
        try
        {
            if (_lock is null && File.Exists(Path + ".lock"))
            {
                OpenPrivate(Path + ".lock", FileMode.Open).Dispose();
            }

            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock?.Dispose();

    // The lock is for the file, by whatever link it is reached.
    private static string Resolve(string path)
    {
        var directory = System.IO.Path.GetDirectoryName(path)!; // A full path of a file has a directory.
        if (Directory.Exists(directory) && Directory.ResolveLinkTarget(directory, returnFinalTarget: true) is { } real)
        {
            path = System.IO.Path.Combine(real.FullName, System.IO.Path.GetFileName(path));
        }

        return File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
    }

    /// <summary>Makes an empty file unless there is one: SQLite would make it for everybody to read, and its WAL like it.</summary>
    internal void Create()
    {
        CreateDirectory();
        if (!File.Exists(Path))
        {
            OpenPrivate(Path, FileMode.CreateNew).Dispose();
        }
    }

    internal static FileStream OpenPrivate(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private void CreateDirectory()
    {
        var directory = System.IO.Path.GetDirectoryName(Path)!; // A full path of a file has a directory.
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            // What is in it is for the owner of the process alone.
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
