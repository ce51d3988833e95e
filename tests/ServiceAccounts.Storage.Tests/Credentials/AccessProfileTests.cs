using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Storage.Tests.Credentials;

/// <summary>Clients that may have the same share it in memory, and no others do.</summary>
public sealed class AccessProfileTests
{
    private static readonly Guid One = new(1, 1, 1, new byte[8]);
    private static readonly Guid Two = new(2, 1, 1, new byte[8]);

    private static readonly RoleBinding[] Bindings = [Binding(One, One), Binding(Two, Two)];

    [Fact]
    public void Neither_order_nor_whose_they_are_tells_two_apart()
    {
        RoleBinding[] others = [.. Bindings.Reverse().Select(b => Binding(b.RoleId, b.PlaceId))];

        var one = new AccessProfile(Given(Bindings, [Grant(One, "a"), Grant(Two, "b")], [One, Two]), One, ["x", "y"]);
        var two = new AccessProfile(Given(others, [Grant(Two, "b"), Grant(One, "a")], [Two, One]), One, ["y", "x"]);

        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
    }

    [Fact]
    public void Whatever_decides_what_a_client_may_have_tells_two_apart()
    {
        AccessProfile[] all =
        [
            new(PrincipalAccess.None, null, null),
            new(PrincipalAccess.None, null, null) { OfApiToken = true },
            new(PrincipalAccess.None, One, null),
            new(PrincipalAccess.None, Two, null),
            new(PrincipalAccess.None, null, []),
            new(PrincipalAccess.None, null, ["a"]),
            new(PrincipalAccess.None, null, ["a", "b"]),
            new(Given([Binding(One, One)], [], []), null, null),
            new(Given([Binding(One, Two)], [], []), null, null),
            new(Given([Binding(Two, One)], [], []), null, null),
            new(Given([Binding(One, One, PlaceKind.Tenant)], [], []), null, null),
            new(Given([], [Grant(One, "a")], []), null, null),
            new(Given([], [Grant(One, "A")], []), null, null),
            new(Given([], [Grant(Two, "a")], []), null, null),
            new(Given([], [], [One]), null, null),
            new(Given([], [], [One, Two]), null, null),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public async Task Two_clients_of_one_role_share_what_they_may_have_and_one_without_has_nothing_of_it()
    {
        await using var counting = await CountingServer.StartAsync();
        var one = await FindAsync(counting, (await counting.Server.CreateSecretClientAsync()).ClientId);
        var two = await FindAsync(counting, (await counting.Server.CreateSecretClientAsync()).ClientId);
        var without = await FindAsync(
            counting, (await counting.Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray() })).ClientId);

        Assert.True(one.Apis == two.Apis); // One array, not one that is like the other.
        Assert.Equal("api:read api:write", one.Apis.Single(a => a.Api.Id == one.DefaultApiId).Scope);
        Assert.Empty(without.Apis.Single(a => a.Api.Id == without.DefaultApiId).Scope);
    }

    private static async Task<Client> FindAsync(CountingServer counting, string clientId) =>
        await counting.Clients.FindAsync(clientId, CancellationToken.None) ?? throw new InvalidOperationException("There is no such client.");

    private static PrincipalAccess Given(RoleBinding[] bindings, DirectGrant[] grants, Guid[] groups) => new([.. bindings], [.. grants], [.. groups]);

    private static RoleBinding Binding(Guid roleId, Guid placeId, PlaceKind kind = PlaceKind.Organization) => new()
    {
        Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
        PrincipalId = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
        RoleId = roleId,
        PlaceKind = kind,
        PlaceId = placeId,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static DirectGrant Grant(Guid apiId, string name) => new()
    {
        PrincipalId = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
        ApiId = apiId,
        Name = name,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
