namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Changes a service account: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateServiceAccountRequest
{
    /// <summary>A new name; it cannot be taken away.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new description; null takes it away.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>A new lifetime of the access tokens of every application of the account, in seconds; null for the server's default.</summary>
    public Optional<int?> AccessTokenTtlSeconds { get; init; }
}
