using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>
/// What a client may have at one Api; worked out when a token for that Api is first asked for, and shared by all clients of the
/// tenant that may have the same.
/// </summary>
public sealed class ApiAccess
{
    // Only who asks for a token at this Api pays for it: a tenant may have many.
    private readonly Lazy<(FrozenSet<string> Scopes, string Scope)> _held;

    /// <summary>Joins an Api and the scopes held there.</summary>
    /// <param name="api">The Api.</param>
    /// <param name="scopes">What the account holds and the application allows.</param>
    public ApiAccess(Api api, IEnumerable<string> scopes)
    {
        Api = api;
        _held = new(() =>
        {
            var held = scopes.ToFrozenSet(StringComparer.Ordinal);
            return (held, string.Join(' ', held.Order(StringComparer.Ordinal)));
        });
    }

    /// <summary>The Api.</summary>
    public Api Api { get; }

    /// <summary>All the scopes, sorted and parted by spaces, as a token carries them; empty where none is held.</summary>
    public string Scope => _held.Value.Scope;

    /// <summary>The names of the account's roles, for an Api that asks for them.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>The names of the account's groups but Everyone, for an Api that asks for them.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>Says of scopes asked for, or of all where none is, why they are not held and what would make them be.</summary>
    public Func<ImmutableArray<string>, string>? WhyNotHeld { get; init; }

    /// <summary>The claims that every token for this Api shares, encoded once by the issuer.</summary>
    internal byte[]? SharedClaims { get; set; }

    /// <summary>Whether a scope is among them.</summary>
    public bool Has(string scope) => _held.Value.Scopes.Contains(scope);

    /// <summary>Of <paramref name="requested"/>, those that are held, parted by spaces; all of them where none is requested.</summary>
    public string Narrow(ImmutableArray<string> requested) =>
        requested.IsEmpty ? Scope : string.Join(' ', requested.Where(_held.Value.Scopes.Contains));
}
