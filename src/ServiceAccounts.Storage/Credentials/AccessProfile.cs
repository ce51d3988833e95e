using System.Collections.Immutable;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// All that decides what a client may have in its tenant: two whose profiles are equal may have the same. Order does not matter,
/// nor which account it was that was given it.
/// </summary>
internal sealed class AccessProfile : IEquatable<AccessProfile>
{
    private readonly PrincipalAccess _own;
    private readonly int _hash;

    /// <summary>Joins what an account was given, the organization it is at home in, and what narrows its client.</summary>
    /// <param name="own">What the principal was given.</param>
    /// <param name="organizationId">Where it is at home; null for a user, who belongs to the whole tenant.</param>
    /// <param name="allowedScopes">What the client may have at most; null for all.</param>
    public AccessProfile(PrincipalAccess own, Guid? organizationId, string[]? allowedScopes)
    {
        _own = new PrincipalAccess(
            [.. own.Bindings.OrderBy(b => b.RoleId).ThenBy(b => b.PlaceId)],
            [.. own.Grants.OrderBy(g => g.ApiId).ThenBy(g => g.Name, StringComparer.Ordinal)],
            [.. own.GroupIds.Order()]);
        OrganizationId = organizationId;
        AllowedScopes = allowedScopes is null ? null : [.. allowedScopes.Order(StringComparer.Ordinal)];
        _hash = HashOf();
    }

    /// <summary>Whether the client is an API token, whose scopes are for our own Api alone.</summary>
    public bool OfApiToken { get; init; }

    private Guid? OrganizationId { get; }

    private string[]? AllowedScopes { get; }

    /// <summary>What follows from it in a tenant.</summary>
    public ImmutableArray<ApiAccess> ApisIn(TenantAccess access)
    {
        // A user belongs to no organization: what one holds at the whole tenant is what one holds at the tenant's Apis.
        var home = OrganizationId is { } id ? access.PlaceOf(id) : Place.Tenant(access.TenantId);
        var holdings = Holdings.Of(_own, access);
        var scopes = new HeldScopes(holdings, home, AllowedScopes, access) { OfApiToken = OfApiToken };
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

    /// <inheritdoc />
    public bool Equals(AccessProfile? other) =>
        other is not null
        && _hash == other._hash
        && OfApiToken == other.OfApiToken
        && OrganizationId == other.OrganizationId
        && Roles.SequenceEqual(other.Roles)
        && Grants.SequenceEqual(other.Grants)
        && _own.GroupIds.AsSpan().SequenceEqual(other._own.GroupIds.AsSpan())
        && (AllowedScopes, other.AllowedScopes) switch
        {
            (null, null) => true,
            ({ } one, { } another) => one.AsSpan().SequenceEqual(another),
            _ => false,
        };

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as AccessProfile);

    /// <inheritdoc />
    public override int GetHashCode() => _hash;

    private IEnumerable<(Guid, PlaceKind, Guid)> Roles => _own.Bindings.Select(b => (b.RoleId, b.PlaceKind, b.PlaceId));

    private IEnumerable<(Guid, string)> Grants => _own.Grants.Select(g => (g.ApiId, g.Name));

    private int HashOf()
    {
        var hash = default(HashCode);
        hash.Add(OrganizationId);
        foreach (var role in Roles)
        {
            hash.Add(role);
        }

        foreach (var grant in Grants)
        {
            hash.Add(grant);
        }

        foreach (var group in _own.GroupIds)
        {
            hash.Add(group);
        }

        foreach (var scope in AllowedScopes ?? [])
        {
            hash.Add(scope, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    private static ImmutableArray<string> Names(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
