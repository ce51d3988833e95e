using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Credentials;

/// <summary>Makes a client secret.</summary>
public sealed record CreateClientSecretRequest
{
    /// <summary>When it runs out; never unless given.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Deletes a client secret by its text, for who has the secret and not its id.</summary>
public sealed record DeleteClientSecretRequest
{
    /// <summary>The secret. Required.</summary>
    [Required]
    public string? ClientSecret { get; init; }
}
