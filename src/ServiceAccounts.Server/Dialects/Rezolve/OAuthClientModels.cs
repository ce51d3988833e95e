using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ServiceAccounts.Contracts;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Makes an OAuth client.</summary>
internal sealed record CreateOAuthClientRequest
{
    /// <summary>What people call it; unique.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Always <c>confidential</c>: it has a secret.</summary>
    [Required]
    [AllowedValues("confidential")]
    public string? ClientType { get; init; }

    /// <summary>Always empty: nobody signs in here.</summary>
    [Required]
    public IReadOnlyList<string?>? RedirectUris { get; init; }

    /// <summary>Always <c>client_credentials</c> alone.</summary>
    [Required]
    public IReadOnlyList<string?>? GrantTypes { get; init; }

    /// <summary>The permissions of the tenant's Apis that its tokens may have.</summary>
    [Required]
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>Empty where it is there: no browser calls the token endpoint.</summary>
    public IReadOnlyList<string?>? AllowedOrigins { get; init; }

    /// <summary>The addresses and networks (CIDR) from which it gets and uses tokens; everywhere where it is empty or absent.</summary>
    public IReadOnlyList<string?>? IpWhitelist { get; init; }

    /// <summary>The lifetime of its access tokens in seconds; 3600 unless given.</summary>
    public int? AccessTokenLifetime { get; init; }
}

/// <summary>Changes an OAuth client: what is absent stays, and a list is replaced whole.</summary>
internal sealed record UpdateOAuthClientRequest
{
    /// <summary>A new name.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new description; null takes it away.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>Always empty.</summary>
    public Optional<IReadOnlyList<string>?> RedirectUris { get; init; }

    /// <summary>Always <c>client_credentials</c> alone.</summary>
    public Optional<IReadOnlyList<string>?> GrantTypes { get; init; }

    /// <summary>The scopes that its tokens may have from now on; tokens issued before keep theirs.</summary>
    public Optional<IReadOnlyList<string>?> Scopes { get; init; }

    /// <summary>Always empty.</summary>
    public Optional<IReadOnlyList<string>?> AllowedOrigins { get; init; }

    /// <summary>The addresses and networks (CIDR) from which it gets and uses tokens from now on; empty for everywhere.</summary>
    public Optional<IReadOnlyList<string>?> IpWhitelist { get; init; }

    /// <summary>A new lifetime of its access tokens in seconds; null for the default.</summary>
    public Optional<int?> AccessTokenLifetime { get; init; }
}

/// <summary>An OAuth client.</summary>
internal sealed record OAuthClientModel
{
    /// <summary>The <c>client_id</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret; only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string? Description { get; init; }

    /// <summary>Always <c>confidential</c>.</summary>
    public required string ClientType { get; init; }

    /// <summary>Always empty.</summary>
    public required IReadOnlyList<string> RedirectUris { get; init; }

    /// <summary>Always <c>client_credentials</c>.</summary>
    public required IReadOnlyList<string> GrantTypes { get; init; }

    /// <summary>The scopes that its tokens may have.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Always empty.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>The addresses and networks (CIDR) from which it gets and uses tokens; empty for everywhere.</summary>
    public required IReadOnlyList<string> IpWhitelist { get; init; }

    /// <summary>The lifetime of its access tokens in seconds.</summary>
    public required int AccessTokenLifetime { get; init; }

    /// <summary>Whether it gets tokens.</summary>
    [AllowedValues("active", "inactive", "revoked")]
    public required string Status { get; init; }

    /// <summary>When its account was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its account was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who made its account.</summary>
    public required PersonModel CreatedBy { get; init; }

    /// <summary>When one of its secrets was last used; null for never.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Always null: uses are not counted.</summary>
    public required int? UsageCount { get; init; }
}

/// <summary>A page of OAuth clients.</summary>
/// <param name="OauthClients">Those on the page.</param>
/// <param name="Pagination">Which page it is.</param>
internal sealed record OAuthClientsModel(IReadOnlyList<OAuthClientModel> OauthClients, PaginationModel Pagination);

/// <summary>An OAuth client after a change, and what the change was.</summary>
internal sealed record UpdatedOAuthClientModel
{
    /// <summary>The client as it is now.</summary>
    public required OAuthClientModel Client { get; init; }

    /// <summary>What was changed.</summary>
    public required OAuthClientChangesModel Changes { get; init; }
}

/// <summary>What was changed: each member that was, and no other.</summary>
internal sealed record OAuthClientChangesModel
{
    /// <summary>The name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextChangeModel? Name { get; init; }

    /// <summary>The description.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextChangeModel? Description { get; init; }

    /// <summary>The lifetime of access tokens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NumberChangeModel? AccessTokenLifetime { get; init; }

    /// <summary>The scopes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ListChangeModel? Scopes { get; init; }

    /// <summary>The addresses and networks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ListChangeModel? IpWhitelist { get; init; }
}

/// <summary>A text that was changed.</summary>
internal sealed record TextChangeModel(string? From, string? To);

/// <summary>A number that was changed.</summary>
internal sealed record NumberChangeModel(int From, int To);

/// <summary>A list that was changed.</summary>
internal sealed record ListChangeModel(IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

/// <summary>An OAuth client that is no more.</summary>
internal sealed record DeletedOAuthClientModel
{
    /// <summary>The <c>client_id</c> that it had.</summary>
    public required string ClientId { get; init; }

    /// <summary>The name that it had.</summary>
    public required string Name { get; init; }

    /// <summary>Always <c>deleted</c>.</summary>
    [AllowedValues("deleted")]
    public required string Status { get; init; }

    /// <summary>When it was deleted.</summary>
    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>Who deleted it.</summary>
    public required PersonModel DeletedBy { get; init; }

    /// <summary>How many of its access tokens had not run out; null where the caller may not read which were issued.</summary>
    public required int? TokensRevoked { get; init; }
}
