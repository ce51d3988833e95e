using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceAccounts.Server.Jobs;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Verification finds whoever has been at the journal, and does not stumble over what they wrote.</summary>
public sealed class JournalVerifyTests : IAsyncLifetime
{
    private const string Verify = "/management/v1/journal/verify";

    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    private ApiCaller Admin => ApiCaller.Administrator(Server);

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        }
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task An_untouched_journal_is_verified_up_to_its_head()
    {
        var answer = await Admin.PostAsync(Verify).JsonAsync();

        Expect.Shape(
            answer, "verified boolean", "entries number", "pruned_up_to null", "head object",
            "first_broken_position null", "heads array", "blocks null");
        Expect.Shape(answer["head"], "position number", "at time", "seal string");
        var entries = await Server.LedgerAsync();
        Assert.True(answer["verified"]!.GetValue<bool>());
        Assert.Equal(entries.Count, answer["entries"]!.GetValue<int>());
        Assert.Equal(Convert.ToHexStringLower(entries[^1].Seal), answer["head"]!["seal"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("UPDATE ledger SET details = 'nothing' WHERE position = 3", 3)]
    [InlineData("UPDATE ledger SET at = 9223372036854775807 WHERE position = 4", 4)]
    [InlineData("UPDATE ledger SET outcome = 'Nonsense' WHERE position = 4", 4)]
    [InlineData("UPDATE ledger SET subject_id = 'x' WHERE position = 5", 5)]
    [InlineData("UPDATE ledger SET seal_key_version = 99 WHERE position = 2", 2)]
    [InlineData("DELETE FROM ledger WHERE position = 4", 4)]
    [InlineData("DELETE FROM ledger WHERE position >= 6", 6)]
    [InlineData("UPDATE ledger SET position = -position WHERE position = 2", 1)]
    [InlineData("UPDATE ledger SET position = CASE position WHEN 3 THEN 90 ELSE position END", 3)]
    [InlineData("INSERT INTO ledger SELECT 8, at, tenant_id, actor_id, actor_name, action, subject_kind, subject_id, principal_id, organization_id, address, surface, correlation_id, details, seal_key_version, seal, client_id, count, outcome, reason FROM ledger WHERE position = 7", 8)]
    [InlineData("UPDATE ledger_position SET position = 9", 8)]
    [InlineData("UPDATE ledger_position SET position = 5", 6)]
    [InlineData("UPDATE ledger_position SET seal = zeroblob(32)", 7)]
    [InlineData("DELETE FROM ledger_position", 8)]
    public async Task Whoever_has_been_at_it_is_found(string intrusion, long broken)
    {
        await ExecuteAsync(intrusion);

        var answer = await Admin.PostAsync(Verify).JsonAsync();

        Assert.False(answer["verified"]!.GetValue<bool>());
        Assert.Equal(broken, answer["first_broken_position"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_tail_cut_off_with_its_traces_is_found_by_a_head_written_down()
    {
        var head = (await Admin.PostAsync(Verify).JsonAsync())["head"]!;
        var request = new JsonObject { ["heads"] = new JsonArray(Head(head["position"]!.GetValue<long>(), head["seal"]!.GetValue<string>())) };
        var before = await Admin.PostAsync(Verify, request).JsonAsync();
        Assert.True(before["verified"]!.GetValue<bool>());
        Assert.Equal("""[{"position":7,"matches":true}]""", before["heads"]!.ToJsonString());

        await ExecuteAsync("DELETE FROM ledger WHERE position > 5");
        await ExecuteAsync("UPDATE ledger_position SET position = 5, seal = (SELECT seal FROM ledger WHERE position = 5)");

        var without = await Admin.PostAsync(Verify).JsonAsync();
        Assert.True(without["verified"]!.GetValue<bool>());
        var with = await Admin.PostAsync(Verify, request).JsonAsync();
        Assert.False(with["verified"]!.GetValue<bool>());
        Assert.Equal("""[{"position":7,"matches":false}]""", with["heads"]!.ToJsonString());
    }

    [Fact]
    public async Task A_journal_whose_old_entries_have_gone_is_verified_from_there()
    {
        var entries = await Server.LedgerAsync();
        JsonNode[] heads = [Head(2, new string('0', 64)), Head(7, Convert.ToHexStringLower(entries[^1].Seal))];
        Server.Time.Advance(TimeSpan.FromDays(402));

        await Server.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single().RunAsync(CancellationToken.None);

        var answer = await Admin.PostAsync(Verify, new JsonObject { ["heads"] = new JsonArray(heads) }).JsonAsync();
        Assert.True(answer["verified"]!.GetValue<bool>());
        Assert.Equal(7, answer["pruned_up_to"]!.GetValue<long>());
        Assert.Equal(1, answer["entries"]!.GetValue<long>());
        Assert.Equal("""[{"position":2,"matches":null},{"position":7,"matches":true}]""", answer["heads"]!.ToJsonString());
    }

    [Fact]
    public async Task Blocks_are_compared_with_what_the_journal_says_of_them()
    {
        var client = await Server.CreateSecretClientAsync();
        using var issued = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        Server.Time.Advance(TimeSpan.FromSeconds(11));
        await Server.Services.GetRequiredService<IssuanceSealer>().SealAsync(CancellationToken.None);
        var request = new JsonObject { ["blocks"] = true };

        var before = await Admin.PostAsync(Verify, request).JsonAsync();
        Assert.True(before["verified"]!.GetValue<bool>());
        Assert.Equal(1, before["blocks"]!.GetValue<int>());

        await ExecuteAsync("UPDATE issuance_blocks SET payload = zeroblob(50)");
        var after = await Admin.PostAsync(Verify, request).JsonAsync();
        Assert.False(after["verified"]!.GetValue<bool>());
        Assert.True((await Admin.PostAsync(Verify).JsonAsync())["verified"]!.GetValue<bool>());
    }

    [Fact]
    public async Task It_is_for_who_reads_the_journal_of_the_whole_server()
    {
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);

        await local.PostAsync(Verify).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Theory]
    [InlineData("""{"heads":[{"position":0,"seal":"00"}]}""")]
    [InlineData("""{"heads":[{"position":1}]}""")]
    [InlineData("""{"heads":[null]}""")]
    [InlineData("""{"heads":[{"seal":"0000000000000000000000000000000000000000000000000000000000000000"}]}""")]
    [InlineData("""{"heads":[{"position":1,"seal":"x000000000000000000000000000000000000000000000000000000000000000"}]}""")]
    public async Task Heads_that_are_none_are_refused(string body) =>
        await Admin.PostAsync(Verify, JsonNode.Parse(body)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "heads");

    [Fact]
    public async Task More_heads_than_anybody_writes_down_are_refused()
    {
        var heads = new JsonArray([.. Enumerable.Range(1, 101).Select(i => Head(i, new string('0', 64)))]);

        await Admin.PostAsync(Verify, new JsonObject { ["heads"] = heads }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "heads");
    }

    [Fact]
    public async Task The_head_is_logged_when_it_has_moved()
    {
        var job = Server.Services.GetServices<IHostedService>().OfType<JournalHeadJob>().Single();
        await job.LogAsync(CancellationToken.None);
        await job.LogAsync(CancellationToken.None);
        Assert.Single(Server.Log.Lines, line => line.Contains(" 1401: The journal's head is 7 with seal ", StringComparison.Ordinal));

        await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        await job.LogAsync(CancellationToken.None);
        Assert.Single(Server.Log.Lines, line => line.Contains(" 1401: The journal's head is 8 with seal ", StringComparison.Ordinal));
    }

    private static JsonObject Head(long position, string seal) => new() { ["position"] = position, ["seal"] = seal };

    private Task ExecuteAsync(string sql) => Server.WriteAsync(db => db.Database.ExecuteSqlRawAsync(sql));
}
