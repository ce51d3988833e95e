using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceAccounts.Storage.Tests.Ledger;

/// <summary>However long the journal is, a page of it is a range of one index.</summary>
public sealed partial class JournalPlanTests
{
    private const string Id = "01990000-0000-7000-8000-00000000ffff";

    [Theory]
    [InlineData("", "TenantId")]
    [InlineData("&order=asc", "TenantId")]
    [InlineData("&outcome=refused", "Outcome")]
    [InlineData("&action=service_account.", "TenantId")]
    [InlineData("&from=2026-01-01", "TenantId")]
    [InlineData("&client_id=sa_client_000000000000&outcome=refused", "ClientId")]
    [InlineData($"&subject_id={Id}", "SubjectId")]
    [InlineData($"&principal_id={Id}", "PrincipalId")]
    [InlineData($"&actor_id={Id}&outcome=done", "ActorId")]
    [InlineData($"&organization_id={Id}", "TenantId")]
    [InlineData("&scope=system", "PRIMARY KEY")]
    public async Task A_page_is_read_by_an_index(string query, string column)
    {
        await using var counted = await CountingServer.StartAsync();
        counted.Commands.Clear();
        using var response = await counted.Server.Admin.GetAsync($"/management/v1/journal?limit=5{query}");
        response.EnsureSuccessStatusCode();

        var selects = counted.Commands.Texts.Where(text => text.Contains("FROM \"ledger\"", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(selects);
        var plans = new List<string>();
        foreach (var select in selects)
        {
            plans.AddRange(await ExplainAsync(counted, select));
        }

        // What is scanned as l0 is the ten thousand entries that a page looks at.
        Assert.All(plans, line =>
            Assert.DoesNotMatch("^SCAN (l|ledger)$", line));
        var index = column switch
        {
            "PRIMARY KEY" => "USING INTEGER PRIMARY KEY",
            "Outcome" => "IX_ledger_tenant_id_outcome_position",
            _ => $"IX_ledger_{ToSnake().Replace(column, "_$1").ToLowerInvariant().TrimStart('_')}_position",
        };
        Assert.Contains(plans, line => line.Contains(index, StringComparison.Ordinal));
    }

    private static async Task<List<string>> ExplainAsync(CountingServer counted, string select)
    {
        await using var db = await counted.Server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + Parameter().Replace(select, "1");
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(3));
        }

        return lines;
    }

    [GeneratedRegex("@[A-Za-z_0-9]+")]
    private static partial Regex Parameter();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex ToSnake();
}
