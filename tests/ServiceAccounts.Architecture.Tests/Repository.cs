using System.Diagnostics;
using System.Xml.Linq;

namespace ServiceAccounts.Architecture.Tests;

/// <summary>The repository that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The directory of the solution, found by walking up.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The C# sources below <c>src</c> that a person writes: paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Sources { get; } =
        [.. FilesBelow("src").Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && !path.Contains("/Migrations/", StringComparison.Ordinal))];

    /// <summary>The projects below <c>src</c> by name, each with the names of the projects and packages that it refers to.</summary>
    public static IReadOnlyDictionary<string, Project> Projects { get; } =
        FilesBelow("src").Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), Read);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>What git tracks, and what it would track if it were added.</summary>
    public static IReadOnlyList<string> TrackedOrNew()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        })!; // Null only where a running process is used again.
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return files;
    }

    private static IEnumerable<string> FilesBelow(string directory) =>
        Directory.EnumerateFiles(Path.Combine(Root, directory), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static Project Read(string path)
    {
        var elements = XDocument.Parse(Text(path)).Descendants().ToList();
        return new Project(
            [.. Includes("ProjectReference").Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
            [.. Includes("PackageReference"), .. Includes("FrameworkReference")]);

        IEnumerable<string> Includes(string name) =>
            elements.Where(e => e.Name.LocalName == name).Select(e => e.Attribute("Include")?.Value ?? "").Where(include => include.Length > 0);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ServiceAccounts.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("No ServiceAccounts.sln above the tests.");
    }
}

/// <summary>What a project file refers to.</summary>
internal sealed record Project(IReadOnlyList<string> Projects, IReadOnlyList<string> Packages);
