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

/// <summary>Gives an API token another text under the same id, name and scopes.</summary>
public sealed record RotateApiTokenRequest
{
    /// <summary>For how long the text before works beside the new one, in seconds: 0 to 604,800 (a week); 0 unless given.</summary>
    public int? GraceSeconds { get; init; }
}

/// <summary>Changes an API token: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateApiTokenRequest
{
    /// <summary>A new name; it cannot be taken away.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>Whether it authenticates.</summary>
    public Optional<bool?> Enabled { get; init; }

    /// <summary>The permissions of this server's own API that it narrows its owner to; null for all that the owner holds.</summary>
    public Optional<IReadOnlyList<string>?> Scopes { get; init; }
}
