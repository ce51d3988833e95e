using System.Collections.Frozen;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>A resource server: who tokens are for, and how it wants them.</summary>
public sealed record Api
{
    /// <summary>The Api's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The <c>aud</c> of its tokens, compared as an exact string.</summary>
    public required string Identifier { get; init; }

    /// <summary>What its tokens are signed with: one of <see cref="Keys.SignatureAlgorithms.ForAccessTokens"/>.</summary>
    public required string SigningAlgorithm { get; init; }

    /// <summary>The longest lifetime of its tokens in seconds; null where it sets none.</summary>
    public int? MaximumTtlSeconds { get; init; }

    /// <summary>Whether its tokens carry the names of the account's roles.</summary>
    public bool IncludesRoles { get; init; }

    /// <summary>Whether its tokens carry the names of the account's groups.</summary>
    public bool IncludesGroups { get; init; }

    /// <summary>Whether its tokens say where their state can be looked up (Token Status List).</summary>
    public bool IncludesStatus { get; init; }

    /// <summary>The clients that may introspect its tokens: its resource servers.</summary>
    public FrozenSet<string> IntrospectionClients { get; init; } = [];

    /// <summary>Every permission that it defines; these are also its scopes.</summary>
    public required FrozenSet<string> Permissions { get; init; }

    /// <summary>
    /// Whether a request for <paramref name="resource"/> means this Api: its identifier, where that has no path also with
    /// or without a final slash, because URL parsers add one.
    /// </summary>
    public bool IsNamedBy(string resource)
    {
        if (string.Equals(resource, Identifier, StringComparison.Ordinal))
        {
            return true;
        }

        var bare = Identifier.EndsWith('/') ? Identifier.AsSpan()[..^1] : Identifier;
        var host = bare.IndexOf("://", StringComparison.Ordinal);
        return host > 0
            && !bare[(host + 3)..].Contains('/')
            && resource.AsSpan().StartsWith(bare, StringComparison.Ordinal)
            && resource.AsSpan(bare.Length) is "" or "/";
    }
}
