using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>What one client may have at one Api.</summary>
public sealed class ApiAccess
{
    private readonly FrozenSet<string> _scopes;

    /// <summary>Joins an Api and the scopes held there.</summary>
    /// <param name="api">The Api.</param>
    /// <param name="scopes">What the account holds and the application allows.</param>
    /// <param name="roles">The names of the account's roles, for an Api that asks for them.</param>
    public ApiAccess(Api api, IEnumerable<string> scopes, ImmutableArray<string> roles)
    {
        Api = api;
        Roles = roles;
        _scopes = scopes.ToFrozenSet(StringComparer.Ordinal);
        Scope = string.Join(' ', _scopes.Order(StringComparer.Ordinal));
    }

    /// <summary>The Api.</summary>
    public Api Api { get; }

    /// <summary>All the scopes, sorted and parted by spaces, as a token carries them; empty where none is held.</summary>
    public string Scope { get; }

    /// <summary>The names of the account's roles.</summary>
    public ImmutableArray<string> Roles { get; }

    /// <summary>The claims that every token of this client for this Api shares, encoded once by the issuer.</summary>
    internal byte[]? SharedClaims { get; set; }

    /// <summary>Of <paramref name="requested"/>, those that are held, parted by spaces; all of them where none is requested.</summary>
    public string Narrow(ImmutableArray<string> requested) =>
        requested.IsEmpty ? Scope : string.Join(' ', requested.Where(_scopes.Contains));
}
