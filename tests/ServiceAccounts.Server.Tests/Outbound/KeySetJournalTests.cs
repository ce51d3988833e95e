using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>What is wrong with a client's key host is in its tenant's journal, once for each URL and then counted.</summary>
public sealed class KeySetJournalTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Fact]
    public async Task A_failing_host_is_journalled_with_what_it_failed_at()
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAsync(key, path);
        fixture.TakeDown(path);
        for (var i = 0; i < 3; i++)
        {
            await fixture.Server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad);
            fixture.Server.Time.Advance(TimeSpan.FromSeconds(6));
        }

        var entry = Assert.Single(await EntriesAsync(path), e => e.Count == 1);
        Assert.Equal(("key_set.unreachable", "server", fixture.Server.TenantId), (entry.Action, entry.ActorName, entry.TenantId));
        Assert.NotEmpty(entry.Reason!);

        fixture.Server.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([1, 2], (await EntriesAsync(path)).Select(e => e.Count));
    }

    [Fact]
    public async Task A_published_private_key_is_journalled_without_the_key_and_the_query_of_its_url()
    {
        using var leaked = ClientKeyPair.Es256();
        var jwk = leaked.ToJwk(withPrivateHalf: true);
        var path = fixture.NewPath();
        fixture.Publish(path, jwk);
        var client = await fixture.Server.CreateAssertionClientAsync(leaked, fixture.Host.UrlOf(path) + "?access=hunter2");

        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.NoSuchKey);

        // The refusal makes the host be asked again at once.
        var entry = Assert.Single(await EntriesAsync(path), e => e.Count == 1);
        Assert.Equal("key_set.private_key_published", entry.Action);
        Assert.DoesNotContain("hunter2", entry.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(jwk["d"]!.GetValue<string>(), entry.ToString(), StringComparison.Ordinal);
    }

    private async Task<List<LedgerEntry>> EntriesAsync(string path) =>
    [
        .. (await fixture.Server.RefusalsAsync()).Where(entry =>
            JsonNode.Parse(entry.Details)!["jwks_url"]?.GetValue<string>() == fixture.Host.UrlOf(path)),
    ];
}
