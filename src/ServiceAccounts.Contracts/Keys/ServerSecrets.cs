using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Keys;

/// <summary>One version of a secret of the server; the secret itself is never shown.</summary>
public sealed record ServerSecretResponse
{
    /// <summary><c>credential_hash</c>: client secrets and API tokens are hashed under it; <c>ledger</c>: the journal is sealed with it.</summary>
    [AllowedValues("credential_hash", "ledger")]
    public required string Purpose { get; init; }

    /// <summary>Its number; higher is newer.</summary>
    public required int Version { get; init; }

    /// <summary><c>announced</c>: used in a few seconds; <c>active</c>: new things are made under it; <c>old</c>: for those that there are.</summary>
    [AllowedValues("announced", "active", "old")]
    public required string State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many client secrets and API tokens have their hash under it; null for the journal's.</summary>
    public required int? Hashes { get; init; }
}

/// <summary>The secrets of the server, by purpose, the newest first.</summary>
/// <param name="Items">The versions.</param>
public sealed record ServerSecretsResponse(IReadOnlyList<ServerSecretResponse> Items);

/// <summary>Makes a new version of a secret of the server.</summary>
public sealed record RotateServerSecretRequest
{
    /// <summary><c>credential_hash</c> or <c>ledger</c>.</summary>
    [Required]
    [AllowedValues("credential_hash", "ledger")]
    public string? Purpose { get; init; }
}
