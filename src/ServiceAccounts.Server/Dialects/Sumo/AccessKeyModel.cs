using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Makes an access key.</summary>
internal sealed record AccessKeyCreateRequest
{
    [Required]
    public string? Label { get; init; }

    /// <summary>Origins that may use it: none can be allowed here.</summary>
    public IReadOnlyList<string>? CorsHeaders { get; init; }

    /// <summary>What it narrows its owner to; all that the owner may unless given.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>Changes an access key: what is absent stays as it is.</summary>
internal sealed record AccessKeyUpdateRequest
{
    [Required]
    public bool? Disabled { get; init; }

    public IReadOnlyList<string>? CorsHeaders { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>An access key: one of our API tokens.</summary>
internal sealed record AccessKeyModel
{
    /// <summary>The access id, which goes before the key in Basic.</summary>
    public required string Id { get; init; }

    public required string Label { get; init; }

    public required IReadOnlyList<string> CorsHeaders { get; init; }

    public required bool Disabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public required string ModifiedBy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServiceAccountId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Absent where it is not narrowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Of its scopes those that its owner holds now.</summary>
    public required IReadOnlyList<string> EffectiveScopes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>The secret; only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}
