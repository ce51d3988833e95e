using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Contracts.Access;

/// <summary>Who calls, and what the caller may do with the credential it called with.</summary>
public sealed record SelfResponse
{
    /// <summary>The principal's id.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>user</c> or <c>service_account</c>.</summary>
    [AllowedValues("user", "service_account")]
    public required string Kind { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant that it belongs to.</summary>
    public required SelfTenant Tenant { get; init; }

    /// <summary>The tenant in which it acts with this request; null where that is its own.</summary>
    public required SelfTenant? ActingTenant { get; init; }

    /// <summary>The roles that it has, each with its place.</summary>
    public required IReadOnlyList<SelfRole> Roles { get; init; }

    /// <summary>The account groups that it is in, Everyone first.</summary>
    public required IReadOnlyList<SelfGroup> Groups { get; init; }

    /// <summary>The permissions that it may use anywhere in the tenant in which it acts, with this credential.</summary>
    public required IReadOnlyList<SelfPermission> Permissions { get; init; }

    /// <summary>Whether it may create service accounts anywhere in that tenant, with this credential.</summary>
    public required bool IsAdministrator { get; init; }

    /// <summary>What it authenticated with.</summary>
    public required SelfCredential Credential { get; init; }
}

/// <summary>A tenant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Realm">Its word that is unique on the server.</param>
public sealed record SelfTenant(Guid Id, string Name, string Realm);

/// <summary>An account group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
public sealed record SelfGroup(Guid Id, string Name);

/// <summary>A role at a place.</summary>
/// <param name="Id">The role's id.</param>
/// <param name="Name">What people call the role.</param>
/// <param name="PlaceKind"><c>system</c>, <c>tenant</c>, <c>group</c> or <c>organization</c>.</param>
/// <param name="PlaceId">The place's id; null for the whole server.</param>
/// <param name="Via">The account group through which it is had; null where it is the principal's own.</param>
public sealed record SelfRole(Guid Id, string Name, [property: AllowedValues("system", "tenant", "group", "organization")] string PlaceKind, Guid? PlaceId, SelfGroup? Via);

/// <summary>A permission.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Api">The identifier of the Api that defines it.</param>
public sealed record SelfPermission(string Name, string Api);

/// <summary>A credential, never its text.</summary>
/// <param name="Kind"><c>api_token</c> or <c>access_token</c>.</param>
/// <param name="Scopes">What it narrows the principal's permissions of this server's own API to; null for no narrowing.</param>
/// <param name="ExpiresAt">When it runs out; null for never.</param>
public sealed record SelfCredential([property: AllowedValues("api_token", "access_token")] string Kind, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);
