using System.Reflection;

namespace ServiceAccounts.Architecture.Tests;

/// <summary>Who may see whom. A new project is a new line here, and a reason in its commit.</summary>
public sealed class ArrowTests
{
    private const string Prefix = "ServiceAccounts.";

    // Types that the driver of SQL Server looks for; nothing of ours.
    private const string StandIn = "Microsoft.SqlServer.Server";

    // Protocol <- Storage <- Management, Storage <- Storage.Sqlite, Storage.PostgreSql and Storage.SqlServer, Management -> Contracts; Server sees all.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Protocol"] = [],
        ["Contracts"] = [],
        ["Storage"] = ["Protocol"],
        ["Storage.Sqlite"] = ["Storage"],
        ["Storage.PostgreSql"] = ["Storage"],
        ["Storage.SqlServer"] = ["Storage"],
        ["Management"] = ["Storage", "Contracts"],
        ["Server"] = ["Protocol", "Contracts", "Storage", "Storage.Sqlite", "Storage.PostgreSql", "Storage.SqlServer", "Management"],
    };

    public static TheoryData<string> Names => [.. Repository.Projects.Keys.Where(name => name != StandIn).Select(Short)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_file_has_only_the_arrows_of_the_design(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} has no place in the design.");
        var seen = Repository.Projects[Prefix + project].Projects.Where(name => !(name == StandIn && project == "Storage.SqlServer"));
        Assert.Empty(seen.Select(Short).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_compiled_project_uses_only_what_its_arrows_reach(string project)
    {
        var used = AssemblyOf(project).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));

        Assert.Empty(used.Select(Short).Except(Reach(project)));
    }

    [Fact]
    public void Nothing_in_src_sees_the_server() =>
        Assert.DoesNotContain(Repository.Projects.Values, project => project.Projects.Contains(Prefix + "Server"));

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Contracts")]
    [InlineData("Storage")]
    [InlineData("Storage.Sqlite")]
    [InlineData("Storage.PostgreSql")]
    [InlineData("Storage.SqlServer")]
    [InlineData("Management")]
    public void Only_the_server_knows_HTTP(string project)
    {
        Assert.DoesNotContain(AssemblyOf(project).GetReferencedAssemblies(), IsOf("Microsoft.AspNetCore"));
        Assert.DoesNotContain(Repository.Projects[Prefix + project].Packages, IsNameOf("Microsoft.AspNetCore"));
    }

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Contracts")]
    public void The_rules_and_the_contracts_know_no_database(string project)
    {
        Assert.DoesNotContain(AssemblyOf(project).GetReferencedAssemblies(), IsOf("Microsoft.EntityFrameworkCore"));
        Assert.DoesNotContain(Repository.Projects[Prefix + project].Packages, IsNameOf("Microsoft.EntityFrameworkCore"));
    }

    [Theory]
    [InlineData("Storage")]
    [InlineData("Management")]
    public void What_is_of_one_database_stays_in_its_project(string project)
    {
        var used = AssemblyOf(project).GetReferencedAssemblies();
        Assert.DoesNotContain(used, IsOf("Microsoft.Data.Sqlite"));
        Assert.DoesNotContain(used, IsOf("Microsoft.EntityFrameworkCore.Sqlite"));
        Assert.DoesNotContain(used, IsOf("Npgsql"));
        Assert.DoesNotContain(used, IsOf("Microsoft.Data.SqlClient"));
    }

    private static HashSet<string> Reach(string project)
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>(Allowed[project]);
        while (next.TryDequeue(out var at))
        {
            if (reached.Add(at))
            {
                Array.ForEach(Allowed[at], next.Enqueue);
            }
        }

        return reached;
    }

    private static Assembly AssemblyOf(string project) => Assembly.Load(Prefix + project);

    private static string Short(string name) => name[Prefix.Length..];

    private static Predicate<AssemblyName> IsOf(string family) => name => IsNameOf(family)(name.Name!);

    private static Predicate<string> IsNameOf(string family) =>
        name => name == family || name.StartsWith(family + ".", StringComparison.Ordinal);
}
