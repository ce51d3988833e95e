using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>Keys that an administrator no longer trusts are not used on other nodes either.</summary>
public sealed class RefreshedElsewhereTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Theory]
    [InlineData("key_set.refreshed")]
    [InlineData("federated_credential.keys_refreshed")]
    public async Task What_another_node_was_told_to_fetch_anew_is_fetched_anew_here(string action)
    {
        using var old = ClientKeyPair.Es256("old");
        using var next = ClientKeyPair.Es256("next");
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(old, path);
        fixture.Publish(path, next.ToJwk());
        await client.AssertGetsTokenAsync(old);

        Tell(action, fixture.Server.TenantId);

        await fixture.Server.AssertRefusedAsync(client, old, TokenAnswers.NoSuchKey);
        await client.AssertGetsTokenAsync(next);

        // Once, and once more for the key id that the new set has not.
        Assert.Equal(3, fixture.Host.RequestsTo(path));
    }

    [Theory]
    [InlineData("key_set.refreshed", false)]
    [InlineData("service_account.updated", true)]
    public async Task What_is_told_of_another_tenant_or_of_something_else_has_nothing_fetched(string action, bool isOfTenant)
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        var client = await fixture.PublishAndUseAsync(key, path);

        Tell(action, isOfTenant ? fixture.Server.TenantId : Guid.Empty);

        await client.AssertGetsTokenAsync();
        Assert.Equal(1, fixture.Host.RequestsTo(path));
    }

    // As the ledger tells of it.
    private void Tell(string action, Guid tenantId) =>
        fixture.Server.Services.GetRequiredService<ChangeFeed>().Publish(new Change(0, tenantId, Guid.Empty) { Action = action });
}
