using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Credentials;

/// <summary>Which clients a full memory keeps, and that a change drops all of a principal's and nobody else's.</summary>
public sealed class ClientCacheTests
{
    private const int Most = 8;

    private readonly ChangeFeed _feed = new();
    private readonly ClientCache _cache;

    public ClientCacheTests() => _cache = new ClientCache(Options.Create(new CacheOptions { Clients = Most }), _feed, new ManualTime());

    [Fact]
    public void A_client_in_use_outlives_a_flood_of_those_that_are_asked_for_once()
    {
        _cache.Keep(ClientOf(0, 0));
        for (var number = 1; number < 10 * Most; number++)
        {
            Assert.NotNull(_cache.Find(IdOf(0)));
            _cache.Keep(ClientOf(number, number));
            Assert.NotNull(_cache.Find(IdOf(0)));
        }

        Assert.Equal(Most, _cache.Count);
    }

    [Fact]
    public void Where_all_are_in_use_one_goes_nevertheless()
    {
        for (var number = 0; number < 10 * Most; number++)
        {
            _cache.Keep(ClientOf(number, number));
            Assert.NotNull(_cache.Find(IdOf(number)));
        }

        Assert.Equal(Most, _cache.Count);
        Assert.NotNull(_cache.Find(IdOf((10 * Most) - 1)));
    }

    [Fact]
    public void Of_one_that_is_loaded_again_the_later_is_kept()
    {
        _cache.Keep(ClientOf(1, 1));
        var later = ClientOf(1, 1);
        _cache.Keep(later);

        Assert.Same(later, _cache.Find(IdOf(1)));
        Assert.Equal(1, _cache.Count);
        Change(1);
        Assert.Null(_cache.Find(IdOf(1)));
        Assert.Equal(0, _cache.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_came_and_went_a_change_drops_all_clients_of_its_principal_and_no_others(ulong seed)
    {
        var chance = new SeededChance(seed);
        var principals = new Dictionary<int, int>();
        for (var step = 0; step < 5_000; step++)
        {
            var (number, principal) = (chance.Below(20), chance.Below(4));
            switch (chance.Below(3))
            {
                case 0:
                    _cache.Keep(ClientOf(number, principal));
                    principals[number] = principal;
                    Assert.NotNull(_cache.Find(IdOf(number)));
                    break;
                case 1:
                    _cache.Find(IdOf(number));
                    break;
                default:
                    var others = Kept(other => principals[other] != principal);
                    Change(principal);
                    Assert.Empty(Kept(other => principals[other] == principal));
                    Assert.Equal(others, Kept(other => principals[other] != principal));
                    break;
            }

            Assert.InRange(_cache.Count, 0, Most);
        }

        List<int> Kept(Func<int, bool> which) => [.. principals.Keys.Where(which).Where(number => _cache.Find(IdOf(number)) is not null).Order()];
    }

    private static string IdOf(int number) => $"{CredentialFormat.ClientIdPrefix}{number:x12}";

    private static Guid PrincipalOf(int principal) => new(principal, 1, 1, new byte[8]);

    private void Change(int principal) => _feed.Publish(new Change(1, Guid.Empty, PrincipalOf(principal)));

    private static CachedClient ClientOf(int number, int principal) => new(
        new Client
        {
            Id = IdOf(number),
            ApplicationId = Guid.Empty,
            PrincipalId = PrincipalOf(principal),
            TenantId = Guid.Empty,
            OrganizationId = null,
            Epoch = 0,
            State = ClientState.Active,
            AuthenticationMethod = ClientAuthenticationMethod.ClientSecret,
            AccessTokenTtlSeconds = 60,
            Apis = [],
            DefaultApiId = Guid.Empty,
        },
        new AccessProfile(PrincipalAccess.None, null, null));
}
