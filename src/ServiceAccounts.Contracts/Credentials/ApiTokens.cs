namespace ServiceAccounts.Contracts.Credentials;

/// <summary>Generates an API token.</summary>
public sealed record CreateApiTokenRequest
{
    /// <summary>What people call it: 1 to 255 characters; <c>default</c> unless given.</summary>
    public string? Name { get; init; }

    /// <summary>The permissions of this server's own API that it narrows its owner to; all that the owner holds unless given.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When it runs out; never unless given.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Renames an API token: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateApiTokenRequest
{
    /// <summary>A new name; it cannot be taken away.</summary>
    public Optional<string?> Name { get; init; }
}
