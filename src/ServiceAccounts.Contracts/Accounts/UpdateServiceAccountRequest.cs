namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Changes a service account: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateServiceAccountRequest
{
    /// <summary>A new name; it cannot be taken away.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new description; null takes it away.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>A new e-mail address; null takes it away.</summary>
    public Optional<string?> Email { get; init; }

    /// <summary>Whom to ask about it from now on; null takes it away.</summary>
    public Optional<string?> OwnerContact { get; init; }

    /// <summary>Labels to set, and with null to take away; those that are absent stay. Null takes all away.</summary>
    public Optional<IReadOnlyDictionary<string, string?>?> Labels { get; init; }

    /// <summary>When it stops working; null for never. Moving it brings an expired account back.</summary>
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    /// <summary>A new lifetime of the access tokens of every application of the account, in seconds; null for the server's default.</summary>
    public Optional<int?> AccessTokenTtlSeconds { get; init; }
}
