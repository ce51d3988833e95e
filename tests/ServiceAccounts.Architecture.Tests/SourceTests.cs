using System.Text.RegularExpressions;

namespace ServiceAccounts.Architecture.Tests;

/// <summary>What does not stand in the sources of the product.</summary>
public sealed partial class SourceTests
{
    [Theory]
    [InlineData(@"#region\b")]
    [InlineData(@"\basync\s+void\b")]
    [InlineData(@"\.GetAwaiter\(\)\s*\.GetResult\(\)")]
    [InlineData(@"\bThread\.Sleep\b")]
    [InlineData(@"\bTask\.Run\b")]
    [InlineData(@"\.Wait\(\)")]
    public void Nothing_blocks_runs_away_or_hides(string pattern) => Assert.Empty(LinesWith(new Regex(pattern)));

    [Fact]
    public void Nobody_reads_the_result_of_a_task_that_may_still_run() => Assert.Empty(LinesWith(ResultOfTask()));

    // What a test called Nothing_... proves depends on the pattern finding what it is meant to find.
    [Theory]
    [InlineData("var x = task.Result;", true)]
    [InlineData("return LoadAsync(id).Result.Value;", true)]
    [InlineData("var x = (await LoadAsync()).ResultCode;", false)]
    [InlineData("    Result.Of(found),", false)]
    [InlineData("/// <see cref=\"Task.Result\"/>", false)]
    public void The_pattern_finds_what_it_is_meant_to_find(string line, bool found) => Assert.Equal(found, IsCodeWith(ResultOfTask(), line));

    private static IEnumerable<string> LinesWith(Regex pattern) =>
        from path in Repository.Sources
        from line in Repository.Text(path).Split('\n').Select((text, i) => (Text: text, Number: i + 1))
        where IsCodeWith(pattern, line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()}";

    private static bool IsCodeWith(Regex pattern, string line) =>
        !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(line);

    [GeneratedRegex(@"[\w\)\]]\.Result\b(?!\.Of|<)")]
    private static partial Regex ResultOfTask();
}
