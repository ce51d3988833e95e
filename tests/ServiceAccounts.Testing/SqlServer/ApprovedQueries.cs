using System.Runtime.CompilerServices;

namespace ServiceAccounts.Testing.SqlServer;

/// <summary>
/// The commands for SQL Server that somebody has looked at, with the places that ask them. <c>SERVICEACCOUNTS_APPROVE=1 dotnet
/// test</c> adds to the file what is not in it; who begins with an empty one has no more in it than is asked.
/// </summary>
public static class ApprovedQueries
{
    /// <summary>Between two of them.</summary>
    public const string Separator = "\n\nGO\n\n";

    private const string Comment = "-- ";

    private static readonly Lock Writing = new();
    private static readonly bool IsApproving = Environment.GetEnvironmentVariable("SERVICEACCOUNTS_APPROVE") == "1";
    private static readonly Lazy<HashSet<string>> Texts = new(() => [.. Read().Select(query => query.Text)]);

    /// <summary>The file.</summary>
    public static string Path { get; } = Beside("queries.approved.sql");

    /// <summary>All of them: who asks, and what.</summary>
    public static IReadOnlyList<(string[] Callers, string Text)> Read() => File.Exists(Path) ? Parse(File.ReadAllText(Path)) : [];

    /// <summary>The file as it is written with these in it: each with who asks it, in order.</summary>
    public static string TextOf(IEnumerable<(string[] Callers, string Text)> queries) => string.Join(
        Separator,
        queries.Select(query => string.Join('\n', query.Callers.Order(StringComparer.Ordinal).Select(caller => Comment + caller).Append(query.Text)))
            .Order(StringComparer.Ordinal)) + "\n";

    /// <summary>Why it must not be sent: nobody has looked at it. Null where somebody has.</summary>
    public static string? WhyNot(string caller, string text)
    {
        var asked = text.ReplaceLineEndings("\n").Trim();
        if (!IsApproving)
        {
            return WhyNot(Texts.Value, caller, asked);
        }

        Add(caller, asked);
        return null;
    }

    /// <summary>The same where these are approved.</summary>
    public static string? WhyNot(ISet<string> approved, string caller, string text) => approved.Contains(text)
        ? null
        : $"{caller} asks SQL Server what nobody has looked at:\n{text}\nWhere it is meant: SERVICEACCOUNTS_APPROVE=1 dotnet test, and look at what changes in {Path}.";

    private static void Add(string caller, string text)
    {
        lock (Writing)
        {
            // Another test process may be at it.
            using var file = Open();
            using var reader = new StreamReader(file);
            var all = Parse(reader.ReadToEnd()).ToDictionary(query => query.Text, query => query.Callers, StringComparer.Ordinal);
            var callers = all.GetValueOrDefault(text, []);
            if (callers.Contains(caller))
            {
                return;
            }

            all[text] = [.. callers.Append(caller).Order(StringComparer.Ordinal)];
            file.SetLength(0);
            using var writer = new StreamWriter(file);
            writer.Write(TextOf(all.Select(query => (query.Value, query.Key))));
        }
    }

    private static FileStream Open()
    {
        while (true)
        {
            try
            {
                return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>What a text of the file says.</summary>
    public static IReadOnlyList<(string[] Callers, string Text)> Parse(string file) =>
    [
        .. file.ReplaceLineEndings("\n").Trim().Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(entry =>
        {
            var lines = entry.Split('\n');
            return (
                lines.TakeWhile(line => line.StartsWith(Comment, StringComparison.Ordinal)).Select(line => line[Comment.Length..]).ToArray(),
                string.Join('\n', lines.SkipWhile(line => line.StartsWith(Comment, StringComparison.Ordinal))));
        }),
    ];

    private static string Beside(string name, [CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, name); // A source file is in a directory.
}
