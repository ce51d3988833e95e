using System.Reflection;

namespace ServiceAccounts.Architecture.Tests;

/// <summary>What projects, folders, files and types are called, and what stands at the top.</summary>
public sealed class NameTests
{
    private static readonly string[] Nowhere = ["Common", "Core", "Shared", "Helpers", "Utils"];

    private static readonly string[] NoSuffix = ["Manager", "Processor", "Util", "Utils", "Helper", "Impl"];

    private static readonly string[] Top =
    [
        "src", "tests", "certs", "ServiceAccounts.sln", "global.json", "docker-compose.yml", "README.md", "LICENSE", "SECURITY.md",
        "CONTRIBUTING.md", "CHANGELOG.md", "Directory.Build.props", "Directory.Packages.props", ".editorconfig", ".gitignore",
        ".config", ".ci",
    ];

    [Fact]
    public void No_project_or_folder_is_a_place_for_what_has_no_place()
    {
        var words = Repository.TrackedOrNew().SelectMany(path => path.Split('/')[..^1]).SelectMany(folder => folder.Split('.'))
            .Concat(Repository.Projects.Keys.SelectMany(name => name.Split('.')));

        Assert.Empty(words.Intersect(Nowhere, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void At_the_top_stands_what_the_design_names_and_nothing_else() =>
        Assert.Empty(Repository.TrackedOrNew().Select(path => path.Split('/')[0]).Distinct().Except(Top));

    [Fact]
    public void No_file_in_src_is_longer_than_400_lines() =>
        Assert.DoesNotContain(Repository.Sources, path => Repository.Text(path).Count(c => c == '\n') > 400);

    [Fact]
    public void No_type_is_named_after_a_kind_of_class()
    {
        var types = Repository.Projects.Keys.SelectMany(name => Assembly.Load(name).GetTypes())
            .Where(IsOurs)
            .Select(type => type.Name.Split('`')[0])
            .ToList();

        Assert.NotEmpty(types);
        Assert.DoesNotContain(types, name => NoSuffix.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)));
    }

    // Generators write types too, in namespaces of their own or with names that nobody can write.
    private static bool IsOurs(Type type) =>
        type.Namespace?.StartsWith("ServiceAccounts", StringComparison.Ordinal) == true && type.FullName?.Contains('<') == false;
}
