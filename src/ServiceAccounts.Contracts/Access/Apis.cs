using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Access;

/// <summary>Makes an Api.</summary>
public sealed record CreateApiRequest
{
    /// <summary>
    /// The <c>aud</c> of its tokens, which never changes: unique on the server, 1 to 500 visible ASCII characters, a URL or any
    /// other name. Required.
    /// </summary>
    [Required]
    public string? Identifier { get; init; }

    /// <summary>What people call it: 1 to 255 characters. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>The permissions it defines, which are also its scopes: at most 500.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>What its tokens are signed with: <c>ES256</c> (the default) or <c>RS256</c>.</summary>
    public string? SigningAlgorithm { get; init; }

    /// <summary>The longest lifetime of its tokens in seconds.</summary>
    public int? MaximumTtlSeconds { get; init; }

    /// <summary>Whether its tokens carry the names of the account's roles.</summary>
    public bool? IncludeRoles { get; init; }

    /// <summary>Whether its tokens carry the names of the account's groups.</summary>
    public bool? IncludeGroups { get; init; }

    /// <summary>Whether its tokens say where their state is published (Token Status List), so that it can be checked without asking about a token.</summary>
    public bool? IncludeStatus { get; init; }

    /// <summary>The clients of the tenant that may introspect its tokens (RFC 7662): at most 50 client ids.</summary>
    public IReadOnlyList<string>? IntrospectionClients { get; init; }
}

/// <summary>Changes an Api: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateApiRequest
{
    /// <summary>A new name.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>All the permissions that it defines from now on.</summary>
    public Optional<IReadOnlyList<string>?> Permissions { get; init; }

    /// <summary>What its tokens are signed with: <c>ES256</c> or <c>RS256</c>.</summary>
    public Optional<string?> SigningAlgorithm { get; init; }

    /// <summary>The longest lifetime of its tokens in seconds; null for none of its own.</summary>
    public Optional<int?> MaximumTtlSeconds { get; init; }

    /// <summary>Whether its tokens carry the names of the account's roles.</summary>
    public Optional<bool?> IncludeRoles { get; init; }

    /// <summary>Whether its tokens carry the names of the account's groups, Everyone excepted.</summary>
    public Optional<bool?> IncludeGroups { get; init; }

    /// <summary>Whether its tokens say where their state is published (Token Status List).</summary>
    public Optional<bool?> IncludeStatus { get; init; }

    /// <summary>All the clients of the tenant that may introspect its tokens from now on.</summary>
    public Optional<IReadOnlyList<string>?> IntrospectionClients { get; init; }
}

/// <summary>A resource server of the tenant.</summary>
public sealed record ApiResponse
{
    /// <summary>The Api's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The <c>aud</c> of its tokens.</summary>
    public required string Identifier { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The permissions it defines; these are also its scopes.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>What its tokens are signed with.</summary>
    public required string SigningAlgorithm { get; init; }

    /// <summary>The longest lifetime of its tokens in seconds; null for none of its own.</summary>
    public required int? MaximumTtlSeconds { get; init; }

    /// <summary>Whether its tokens carry the names of the account's roles.</summary>
    public required bool IncludeRoles { get; init; }

    /// <summary>Whether its tokens carry the names of the account's groups, Everyone excepted.</summary>
    public required bool IncludeGroups { get; init; }

    /// <summary>Whether its tokens say where their state is published (Token Status List).</summary>
    public required bool IncludeStatus { get; init; }

    /// <summary>The clients that may introspect its tokens.</summary>
    public required IReadOnlyList<string> IntrospectionClients { get; init; }

    /// <summary>Whether tokens are for it when neither request nor application names an Api.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}
