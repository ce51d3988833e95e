using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>A file with a secret is its owner's, whatever lay at its place before.</summary>
public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_file_left_by_a_start_that_was_killed_keeps_no_mode()
    {
        var path = Path.Combine(_directory, "x");
        await File.WriteAllTextAsync(path + ".new", "half");

        PrivateFile.Write(path, "secret"u8);

        Assert.Equal("secret", await File.ReadAllTextAsync(path));
        AssertOwnerOnly(path);
    }

    [Fact]
    public async Task A_link_is_not_followed()
    {
        var (path, elsewhere) = (Path.Combine(_directory, "x"), Path.Combine(_directory, "elsewhere"));
        await File.WriteAllTextAsync(elsewhere, "theirs");
        File.CreateSymbolicLink(path + ".new", elsewhere);

        PrivateFile.Write(path, "secret"u8);

        Assert.Equal("theirs", await File.ReadAllTextAsync(elsewhere));
        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Equal("secret", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task The_database_is_its_owners_in_a_directory_that_was_there_before()
    {
        var data = Path.GetDirectoryName(BuiltServer.DatabaseIn(_directory))!; // It is in a directory.
        Directory.CreateDirectory(data);
        await using var server = await BuiltServer.StartInAsync(_directory);

        var files = Directory.GetFiles(data);
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith(".lock", StringComparison.Ordinal));
        Assert.All(files, AssertOwnerOnly);
    }

    private static void AssertOwnerOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        }
    }
}
