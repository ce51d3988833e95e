using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Makes an API key.</summary>
internal sealed record CreateApiKeyRequest
{
    /// <summary>What people call it; unique.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The permissions that it has: of this server's own API, and of the tenant's Apis. None unless given.</summary>
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>For how many days it works; for ever unless given.</summary>
    public int? ExpiresIn { get; init; }

    /// <summary>Empty where it is there: this server does not restrict keys to networks.</summary>
    public IReadOnlyList<string?>? IpWhitelist { get; init; }
}

/// <summary>Gives an API key another text under the same id.</summary>
internal sealed record RotateApiKeyRequest
{
    /// <summary>For how many minutes the text before works too; 0 unless given.</summary>
    public int? GracePeriodMinutes { get; init; }
}

/// <summary>An API key.</summary>
internal sealed record ApiKeyModel
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string? Description { get; init; }

    /// <summary>The key; only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>The end of the key, so that a person tells two apart; null where it has been revoked.</summary>
    public required string? KeyHint { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Always empty.</summary>
    public required IReadOnlyList<string> IpWhitelist { get; init; }

    /// <summary>Whether it works, and if not, why.</summary>
    [AllowedValues("active", "inactive", "expired", "revoked")]
    public required string Status { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required PersonModel CreatedBy { get; init; }

    /// <summary>When it runs out; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used; null for never.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A page of API keys.</summary>
/// <param name="ApiKeys">Those on the page.</param>
/// <param name="Pagination">Which page it is.</param>
internal sealed record ApiKeysModel(IReadOnlyList<ApiKeyModel> ApiKeys, PaginationModel Pagination);

/// <summary>An API key that was given another text.</summary>
internal sealed record RotatedApiKeyModel
{
    /// <summary>Its id, which stays.</summary>
    public required Guid Id { get; init; }

    /// <summary>The new key; only in this answer.</summary>
    public required string Key { get; init; }

    /// <summary>When it was rotated.</summary>
    public required DateTimeOffset RotatedAt { get; init; }

    /// <summary>Until when the text before works; null where it has ended.</summary>
    public required DateTimeOffset? GracePeriodEndsAt { get; init; }
}

/// <summary>An API key that is no more.</summary>
internal sealed record RevokedApiKeyModel
{
    /// <summary>The id that it had.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name that it had.</summary>
    public required string Name { get; init; }

    /// <summary>Always <c>revoked</c>.</summary>
    [AllowedValues("revoked")]
    public required string Status { get; init; }

    /// <summary>When it was revoked.</summary>
    public required DateTimeOffset RevokedAt { get; init; }

    /// <summary>Who revoked it.</summary>
    public required PersonModel RevokedBy { get; init; }
}

/// <summary>Asks whether a key is good.</summary>
internal sealed record ValidateApiKeyRequest
{
    /// <summary>The key.</summary>
    [Required]
    public string? Key { get; init; }
}

/// <summary>Whether a key is good; of one that is not, nothing but the reason is told.</summary>
internal sealed record ValidatedApiKeyModel
{
    /// <summary>Whether it is.</summary>
    public required bool Valid { get; init; }

    /// <summary>Why it is not; null where it is.</summary>
    [AllowedValues("INVALID_KEY", "KEY_REVOKED", "KEY_EXPIRED", "KEY_INACTIVE")]
    public required string? Reason { get; init; }

    /// <summary>The key's id.</summary>
    public required Guid? Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string? Name { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When it runs out.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }
}
