using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>Whether an API token authenticates, and if not, why.</summary>
public enum ApiTokenState
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>It has been revoked.</summary>
    Revoked,

    /// <summary>It is disabled.</summary>
    Disabled,

    /// <summary>It has run out.</summary>
    Expired,

    /// <summary>Its owner has been deactivated.</summary>
    OwnerInactive,

    /// <summary>Its owner has run out.</summary>
    OwnerExpired,
}

/// <summary>Tells the state of API tokens.</summary>
public static class ApiTokenStates
{
    /// <summary>The state of a token at that time, given its owner.</summary>
    public static ApiTokenState StateAt(this ApiToken token, KnownPrincipal owner, DateTimeOffset now) => token switch
    {
        { RevokedAt: not null } => ApiTokenState.Revoked,
        { Enabled: false } => ApiTokenState.Disabled,
        { ExpiresAt: { } end } when end <= now => ApiTokenState.Expired,
        _ when owner.Principal.Status == PrincipalStatus.Inactive => ApiTokenState.OwnerInactive,
        _ when !owner.IsActive(now) => ApiTokenState.OwnerExpired,
        _ => ApiTokenState.Active,
    };
}
