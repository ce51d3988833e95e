using System.Collections.Immutable;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>What the database says of a client, and the client that follows from it and the tenant's access.</summary>
internal abstract class CachedClient(string clientId, Guid tenantId, Guid principalId)
{
    private Memo? _memo;

    public string ClientId { get; } = clientId;

    public Guid TenantId { get; } = tenantId;

    public Guid PrincipalId { get; } = principalId;

    /// <summary>The client under that access: worked out once, and again only when the tenant's access is another.</summary>
    public Client With(TenantAccess access)
    {
        var memo = _memo;
        if (memo is null || !ReferenceEquals(memo.Access, access))
        {
            _memo = memo = new Memo(access, ToClient(access));
        }

        return memo.Client;
    }

    protected abstract Client ToClient(TenantAccess access);

    /// <summary>What a client may have at each Api: <paramref name="home"/> is where its principal is at home.</summary>
    protected static ImmutableArray<ApiAccess> ApisOf(TenantAccess access, Holdings holdings, Place home, HeldScopes scopes)
    {
        var roles = Names(holdings.Roles.Where(r => home.IsAtOrBelow(r.PlaceKind, r.PlaceId)).Select(r => r.Role.Name));
        var groups = Names(holdings.Groups.Where(g => !g.IsEveryone).Select(g => g.Name));
        return
        [
            .. access.Apis.Select(api => new ApiAccess(api, scopes.At(api))
            {
                Roles = roles,
                Groups = groups,
                WhyNotHeld = requested => scopes.WhyNone(api, requested),
            }),
        ];
    }

    private static ImmutableArray<string> Names(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private sealed record Memo(TenantAccess Access, Client Client);
}
