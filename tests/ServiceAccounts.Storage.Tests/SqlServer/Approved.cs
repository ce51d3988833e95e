using System.Runtime.CompilerServices;

namespace ServiceAccounts.Storage.Tests.SqlServer;

/// <summary>
/// Texts that somebody has looked at. <c>SERVICEACCOUNTS_APPROVE=1 dotnet test tests/ServiceAccounts.Storage.Tests</c> writes them
/// anew; what changed is then seen in review.
/// </summary>
internal static class Approved
{
    public static async Task IsAsync(string name, string text, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, name + ".approved.sql"); // A source file is in a directory.
        var actual = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("SERVICEACCOUNTS_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(path, actual);
            return;
        }

        var (approved, now) = ((await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n").Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Min(approved.Length, now.Length)).FirstOrDefault(i => approved[i] != now[i], -1);
        if (line >= 0 || approved.Length != now.Length)
        {
            line = line >= 0 ? line : Math.Min(approved.Length, now.Length) - 1;
            Assert.Fail(
                $"{Path.GetFileName(path)}, line {line + 1}, is not what is sent any more.\napproved: {approved[line]}\nnow:      {now[line]}\n"
                + "Where it is meant: SERVICEACCOUNTS_APPROVE=1 dotnet test tests/ServiceAccounts.Storage.Tests --filter SqlServer");
        }
    }
}
