using System.Text.RegularExpressions;

namespace ServiceAccounts.Architecture.Tests;

/// <summary>What our documents say is shown by a test is shown by one: each test that they name is there under that name.</summary>
public sealed partial class ShownByTests
{
    private static readonly Lazy<ILookup<string, string>> Classes = new(() => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(File.ReadAllText)
        .SelectMany(text => DeclaredClass().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
        .ToLookup(pair => pair.Name, pair => pair.Text, StringComparer.Ordinal));

    [Theory]
    [InlineData("src/ServiceAccounts.Protocol/README.md", 60)]
    [InlineData("SECURITY.md", 20)]
    public void Every_test_that_is_named_is_there(string document, int atLeast)
    {
        var named = NamedTest().Matches(Repository.Text(document)).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).Distinct().ToList();

        var missing = named.Where(name => !Classes.Value[name.Class].Any(text => Declares(text, name.Method))).ToList();

        Assert.True(named.Count >= atLeast, $"{document} names {named.Count} tests.");
        Assert.Empty(missing);
    }

    private static bool Declares(string text, string method) =>
        Regex.IsMatch(text, $@"public (async )?(Task|void) {Regex.Escape(method)}\(", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"class (\w+Tests)\b")]
    private static partial Regex DeclaredClass();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex NamedTest();
}
