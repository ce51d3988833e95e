namespace ServiceAccounts.Management.Accounts;

/// <summary>What is settled for an account at its creation by the surface through which it is made, and not by the request.</summary>
public sealed record CreationPolicy
{
    /// <summary>The policy of the management API: a first credential, and the tenant's own defaults.</summary>
    public static CreationPolicy Native { get; } = new();

    /// <summary>Whether it has no credential until one is made for it.</summary>
    public bool WithoutCredential { get; init; }

    /// <summary>Whether it is made inactive, to be activated later.</summary>
    public bool IsInactive { get; init; }

    /// <summary>The Api of its client's tokens where a request names none; null for the tenant's default.</summary>
    public Guid? DefaultApiId { get; init; }

    /// <summary>How its e-mail address is made from its name; null where the request says which it has.</summary>
    public NameAddress? Address { get; init; }

    /// <summary>The scopes to which its client's tokens are narrowed; null for all that it holds.</summary>
    public IReadOnlyList<string>? AllowedScopes { get; init; }

    /// <summary>The networks, or addresses, that its client's requests may come from; null for all. They have been found to be such.</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>
    /// What it is called by the time at which it is made, whatever the request says; a number goes behind that where it is taken.
    /// Null where its name is chosen.
    /// </summary>
    public Func<DateTimeOffset, string>? NameAt { get; init; }

    /// <summary>Whether its assertions may name the token endpoint as their audience, beside the issuer.</summary>
    public bool AllowsTokenEndpointAudience { get; init; }
}
