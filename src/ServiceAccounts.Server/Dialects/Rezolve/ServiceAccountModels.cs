using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>A service account with its OAuth client.</summary>
internal sealed record ServiceAccountModel
{
    /// <summary><c>sa-</c> and the account's UUID.</summary>
    public required string Id { get; init; }

    /// <summary>The name that the server made of the time.</summary>
    public required string Name { get; init; }

    /// <summary>The <c>client_id</c> of its OAuth client; null where that has been deleted.</summary>
    public required string? ClientId { get; init; }

    /// <summary>The client secret; only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    /// <summary>Always <c>service_account</c>.</summary>
    [AllowedValues("service_account")]
    public required string Type { get; init; }

    /// <summary>Whether its credentials authenticate.</summary>
    [AllowedValues("active", "inactive")]
    public required string Status { get; init; }

    /// <summary>What it holds of the tenant's Apis.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required PersonModel CreatedBy { get; init; }

    /// <summary>Its tenant.</summary>
    public required TenantNameModel Tenant { get; init; }
}

/// <summary>A page of service accounts.</summary>
/// <param name="ServiceAccounts">Those on the page.</param>
/// <param name="Pagination">Which page it is.</param>
internal sealed record ServiceAccountsModel(IReadOnlyList<ServiceAccountModel> ServiceAccounts, PaginationModel Pagination);

/// <summary>A service account that is no more.</summary>
internal sealed record DeletedServiceAccountModel
{
    /// <summary>The id that it had.</summary>
    public required string Id { get; init; }

    /// <summary>The name that it had.</summary>
    public required string Name { get; init; }

    /// <summary>Always <c>deleted</c>.</summary>
    [AllowedValues("deleted")]
    public required string Status { get; init; }

    /// <summary>When it was deleted.</summary>
    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>Who deleted it.</summary>
    public required PersonModel DeletedBy { get; init; }
}

/// <summary>A client secret that takes the place of all others.</summary>
internal sealed record RotatedSecretModel
{
    /// <summary>The <c>client_id</c>, which stays.</summary>
    public required string ClientId { get; init; }

    /// <summary>The new secret; only in this answer.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>When it was made, and the secrets before it ended.</summary>
    public required DateTimeOffset RotatedAt { get; init; }
}

/// <summary>Says what a service account is to hold of the tenant's Apis.</summary>
internal sealed record ReplacePermissionsRequest
{
    /// <summary>All of it: what is not listed is taken away.</summary>
    [Required]
    public IReadOnlyList<string?>? Permissions { get; init; }
}
