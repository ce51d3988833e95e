using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Ledger;

public sealed class LedgerChainTests
{
    [Fact]
    public async Task Thirty_changes_at_once_get_numbers_without_gaps_and_one_chain()
    {
        await using var server = await RunningServer.StartAsync();
        var before = (await EntriesAsync(server)).Count;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.CreateSecretClientAsync()));

        var entries = await EntriesAsync(server);
        Assert.Equal(before + 30, entries.Count);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(i => (long)i), entries.Select(e => e.Position));
        await AssertChainedAsync(server, entries);
    }

    [Fact]
    public async Task A_refused_change_leaves_neither_entry_nor_number()
    {
        await using var server = await RunningServer.StartAsync();
        var account = await server.CreateAccountAsync(new JsonObject { ["name"] = "taken", ["auth_type"] = "api_key" });
        var before = await EntriesAsync(server);

        using var refused = await server.Admin.PostAsJsonAsync(
            "/management/v1/service-accounts", new JsonObject { ["name"] = "taken", ["auth_type"] = "api_key" });

        Assert.False(refused.IsSuccessStatusCode);
        Assert.Equal(before.Count, (await EntriesAsync(server)).Count);
        Assert.NotNull(account["id"]);
        await server.CreateSecretClientAsync();
        Assert.Equal(before.Count + 1, (await EntriesAsync(server))[^1].Position);
    }

    [Fact]
    public async Task An_entry_says_who_did_what_to_whom()
    {
        await using var server = await RunningServer.StartAsync();
        var account = await server.CreateSecretClientAsync();

        var entry = (await EntriesAsync(server))[^1];

        await using var db = await ContextAsync(server);
        var admin = await db.Set<User>().SingleAsync();
        Assert.Equal("service_account.created", entry.Action);
        Assert.Equal(Guid.Parse(account.AccountId), entry.SubjectId);
        Assert.Equal(admin.Id, entry.ActorId);
        Assert.Equal(server.Time.GetUtcNow(), entry.At);
        Assert.DoesNotContain(account.Secret, entry.Details, StringComparison.Ordinal);
    }

    private static async Task AssertChainedAsync(RunningServer server, List<LedgerEntry> entries)
    {
        var seal = server.Services.GetRequiredService<LedgerSeal>();
        byte[] previous = [];
        foreach (var entry in entries)
        {
            Assert.Equal(seal.Of(entry, previous), entry.Seal);
            previous = entry.Seal;
        }

        await using var db = await ContextAsync(server);
        var head = await db.Set<LedgerPosition>().SingleAsync();
        Assert.Equal(entries.Count, head.Position);
        Assert.Equal(previous, head.Seal);
    }

    private static async Task<List<LedgerEntry>> EntriesAsync(RunningServer server)
    {
        await using var db = await ContextAsync(server);
        return await db.Set<LedgerEntry>().AsNoTracking().OrderBy(e => e.Position).ToListAsync();
    }

    private static Task<ServiceAccountsDbContext> ContextAsync(RunningServer server) =>
        server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
}
