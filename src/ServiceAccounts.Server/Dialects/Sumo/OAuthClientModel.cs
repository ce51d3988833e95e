using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>As whom a client acts.</summary>
internal sealed record OAuthRunAs
{
    /// <summary>Always <c>ServiceAccount</c>.</summary>
    [Required]
    public string? Type { get; init; }

    /// <summary>The id of the service account.</summary>
    [Required]
    public string? RunAsId { get; init; }
}

/// <summary>Makes an OAuth client.</summary>
internal sealed record OAuthClientCreateRequest
{
    /// <summary>Always <c>ClientCredentialsClient</c>.</summary>
    [Required]
    public string? Type { get; init; }

    [Required]
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>What its tokens may have at most; of these what the account does not hold is left out.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    [Required]
    public OAuthRunAs? RunAs { get; init; }
}

/// <summary>Changes an OAuth client: all of it but as whom it acts.</summary>
internal sealed record OAuthClientUpdateRequest
{
    /// <summary>Always <c>ClientCredentialsClient</c>.</summary>
    [Required]
    public string? Type { get; init; }

    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Description { get; init; }

    [Required]
    public bool? Disabled { get; init; }

    [Required]
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>As it is: it never changes.</summary>
    public OAuthRunAs? RunAs { get; init; }
}

/// <summary>An OAuth client: one of our applications.</summary>
internal sealed record OAuthClientModel
{
    public required string Type { get; init; }

    public required string ClientId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required bool Disabled { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Of its scopes those that its account holds now.</summary>
    public required IReadOnlyList<string> EffectiveScopes { get; init; }

    public required OAuthRunAs RunAs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public required string ModifiedBy { get; init; }

    /// <summary>The secret; only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }
}

/// <summary>What a person allowed a client to do in their name: nobody does here.</summary>
internal sealed record OAuthConsentModel
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string ClientName { get; init; }

    public required DateTimeOffset AuthorizedAt { get; init; }

    public required string AuthorizedUser { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastUsedAt { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }
}
