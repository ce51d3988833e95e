using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceAccounts.Server.Outbound;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>The cache of keys has an end.</summary>
public sealed class FullKeyCacheTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Fact]
    public async Task A_full_cache_makes_room_for_a_new_url()
    {
        const int MaxUrls = 20;
        using var key = ClientKeyPair.Es256();
        var services = fixture.Server.Services;
        using var cache = new ClientKeyCache(
            services.GetRequiredService<KeySetClient>(), services.GetRequiredService<FetchedKeySets>(),
            services.GetRequiredService<RefusalJournal>(), new ChangeFeed(), fixture.Server.Time, NullLogger<ClientKeyCache>.Instance)
        {
            MaxUrls = MaxUrls,
        };

        for (var url = 0; url < 2 * MaxUrls; url++)
        {
            var path = fixture.NewPath();
            fixture.Publish(path, key.ToJwk());
            await cache.GetAsync(fixture.KeysAt(path), CancellationToken.None);
            await cache.GetAsync(fixture.KeysAt(path), CancellationToken.None);
            Assert.Equal(1, fixture.Host.RequestsTo(path));
        }
    }
}
