using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ServiceAccounts.Contracts.Credentials;

namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Makes a service account together with its first credential.</summary>
public sealed record CreateServiceAccountRequest
{
    /// <summary>What people call it: 1 to 255 characters, unique in its organization without regard to case. Required.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>The credential it is born with: <c>api_key</c>, <c>oauth_client_secret</c>, <c>oauth_private_key_jwt</c>, <c>oauth_tls_client_auth</c> or <c>oauth_federated</c>. Required.</summary>
    [AllowedValues("api_key", "oauth_client_secret", "oauth_private_key_jwt", "oauth_tls_client_auth", "oauth_federated")]
    [Required]
    public string? AuthType { get; init; }

    /// <summary>What it is for: at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The word by which it is known, after <c>sa::</c>, which the server puts before it: lower-case letters, digits and single
    /// hyphens, unique in the tenant. Made from the name unless given.
    /// </summary>
    public string? Handle { get; init; }

    /// <summary>Its own e-mail address, where it has one.</summary>
    public string? Email { get; init; }

    /// <summary>Whom to ask about it: at most 255 characters.</summary>
    public string? OwnerContact { get; init; }

    /// <summary>What is said of it in words of the tenant's own: at most 50 labels.</summary>
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    /// <summary>The organization that owns it; the tenant's first one unless given.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>The roles it has from the start; none unless given, and then it holds nothing.</summary>
    public IReadOnlyList<Guid>? RoleIds { get; init; }

    /// <summary>The account groups it is in from the start, beside Everyone; at most 50.</summary>
    public IReadOnlyList<Guid>? GroupIds { get; init; }

    /// <summary>The permissions it has by itself, without a role, everywhere in the tenant; at most 100.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>The lifetime of its access tokens in seconds; only with an OAuth <c>auth_type</c>.</summary>
    public int? AccessTokenTtlSeconds { get; init; }

    /// <summary>When it stops working; never unless given.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where its public keys are published (https); for <c>oauth_private_key_jwt</c> this or <c>jwks</c>.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>Its public keys as a JWK set (RFC 7517), at most four.</summary>
    public JsonElement? Jwks { get; init; }

    /// <summary>
    /// Its first certificate; for <c>oauth_tls_client_auth</c>, which needs it. With <c>pem</c> its client authenticates by
    /// <c>self_signed_tls_client_auth</c>, with a name by <c>tls_client_auth</c>.
    /// </summary>
    public CreateClientCertificateRequest? Certificate { get; init; }

    /// <summary>The first issuer that it trusts, for <c>oauth_federated</c>; more, or this one too, can be added later.</summary>
    public CreateFederatedCredentialRequest? FederatedCredential { get; init; }
}

/// <summary>Makes service accounts, all or none.</summary>
public sealed record CreateServiceAccountsRequest
{
    /// <summary>The accounts: 1 to 100. Required.</summary>
    [Required]
    public IReadOnlyList<CreateServiceAccountRequest>? Accounts { get; init; }
}
