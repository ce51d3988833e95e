using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ServiceAccounts.Contracts;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>A tenant.</summary>
internal sealed record TenantModel
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its realm.</summary>
    public required string RealmName { get; init; }

    /// <summary>Where its server is: this one.</summary>
    public required string ServerUrl { get; init; }

    /// <summary>The code of its region.</summary>
    public required string Region { get; init; }

    /// <summary>How many service accounts it may have; null for no maximum.</summary>
    public required int? MaxServiceAccounts { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Changes a tenant: what is absent stays.</summary>
internal sealed record UpdateTenantModelRequest
{
    /// <summary>A new name.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>A new realm; super administrators alone set it.</summary>
    public Optional<string?> RealmName { get; init; }

    /// <summary>Cannot be changed: it is set where the server is configured.</summary>
    public Optional<string?> ServerUrl { get; init; }

    /// <summary>There are none here.</summary>
    public Optional<JsonElement?> Settings { get; init; }
}

/// <summary>How much a tenant has.</summary>
internal sealed record TenantStatsModel
{
    /// <summary>The tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>All service accounts, whatever they were born with.</summary>
    public required int ServiceAccounts { get; init; }

    /// <summary>Those that are active.</summary>
    public required int ActiveServiceAccounts { get; init; }

    /// <summary>Those that were born with a client secret.</summary>
    public required int OauthClients { get; init; }

    /// <summary>Those that were born with an API key.</summary>
    public required int ApiKeys { get; init; }
}

/// <summary>A tenant that is no more.</summary>
internal sealed record DeletedTenantModel
{
    /// <summary>The id that it had.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name that it had.</summary>
    public required string Name { get; init; }

    /// <summary>Always <c>deleted</c>.</summary>
    [AllowedValues("deleted")]
    public required string Status { get; init; }

    /// <summary>When it was deleted.</summary>
    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>Who deleted it.</summary>
    public required PersonModel DeletedBy { get; init; }
}
