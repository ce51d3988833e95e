using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ServiceAccounts.Contracts.Policies;

namespace ServiceAccounts.Contracts.Tenants;

/// <summary>Makes a tenant, with a group, an organization in it and an Api.</summary>
public sealed record CreateTenantRequest
{
    /// <summary>What people call it.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>A word that is unique on the server: lower-case letters, digits and <c>-</c>. It becomes part of the identifiers of its Apis.</summary>
    [Required]
    public string? Realm { get; init; }

    /// <summary>The first label of its own host name, unique on the server; the realm unless given.</summary>
    public string? HostLabel { get; init; }

    /// <summary>The code of its region; that of the deployment unless given.</summary>
    public string? Region { get; init; }

    /// <summary>How many service accounts it may have; null for no maximum.</summary>
    public int? MaximumServiceAccounts { get; init; }

    /// <summary>What identifiers of its Apis may begin with beside those below its realm; none unless given, and null for anything.</summary>
    public Optional<IReadOnlyList<string>?> IdentifierPrefixes { get; init; }

    /// <summary>The shortest lifetime that its applications may name in seconds; null for the server's own minimum.</summary>
    public int? MinimumTtlSeconds { get; init; }

    /// <summary>The longest lifetime of its access tokens in seconds; null for the server's own maximum.</summary>
    public int? MaximumTtlSeconds { get; init; }
}

/// <summary>Changes a tenant: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateTenantRequest
{
    /// <summary>A new name; it cannot be taken away.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new realm, set at <c>system</c> only. Identifiers of Apis that are registered stay as they are.</summary>
    public Optional<string?> Realm { get; init; }

    /// <summary>A new host label, set at <c>system</c> only.</summary>
    public Optional<string?> HostLabel { get; init; }

    /// <summary>The code of another region, set at <c>system</c> only; null for that of the deployment.</summary>
    public Optional<string?> Region { get; init; }

    /// <summary>How many service accounts it may have, set at <c>system</c> only; null for no maximum.</summary>
    public Optional<int?> MaximumServiceAccounts { get; init; }

    /// <summary>What identifiers of its Apis may begin with beside those below its realm, set at <c>system</c> only; null for anything.</summary>
    public Optional<IReadOnlyList<string>?> IdentifierPrefixes { get; init; }

    /// <summary>The shortest lifetime that its applications may name in seconds; null for the server's own minimum.</summary>
    public Optional<int?> MinimumTtlSeconds { get; init; }

    /// <summary>The longest lifetime of its access tokens in seconds; null for the server's own maximum.</summary>
    public Optional<int?> MaximumTtlSeconds { get; init; }

    /// <summary>
    /// What is demanded of all its OAuth clients beyond a good credential, whatever their own policies say; null for nothing. Who
    /// loosens it holds all that <c>tenant_admin</c> does.
    /// </summary>
    public Optional<PolicyRequest?> Policy { get; init; }

    /// <summary>The Api of tokens for which nobody names one: one of the tenant.</summary>
    public Optional<Guid?> DefaultApiId { get; init; }
}

/// <summary>A tenant: nothing of one exists for another.</summary>
public sealed record TenantResponse
{
    /// <summary>The tenant's id: the <c>tenant_id</c> of its tokens.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>A word that is unique on the server, and part of the identifiers of its Apis.</summary>
    public required string Realm { get; init; }

    /// <summary>The first label of its own host name.</summary>
    public required string HostLabel { get; init; }

    /// <summary>The code of its region.</summary>
    public required string Region { get; init; }

    /// <summary>How many service accounts it may have; null for no maximum.</summary>
    public required int? MaximumServiceAccounts { get; init; }

    /// <summary>What identifiers of its Apis may begin with beside those below its realm; null for anything.</summary>
    public required IReadOnlyList<string>? IdentifierPrefixes { get; init; }

    /// <summary>The shortest lifetime that its applications may name in seconds; null for the server's own minimum.</summary>
    public required int? MinimumTtlSeconds { get; init; }

    /// <summary>The longest lifetime of its access tokens in seconds; null for the server's own maximum.</summary>
    public required int? MaximumTtlSeconds { get; init; }

    /// <summary>What is demanded of all its OAuth clients beyond a good credential; null for nothing.</summary>
    public required PolicyResponse? Policy { get; init; }

    /// <summary>The Api of tokens for which nobody names one.</summary>
    public required Guid DefaultApiId { get; init; }

    /// <summary>The organization that owns service accounts for which nobody names one: the tenant's first.</summary>
    public required Guid DefaultOrganizationId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}
