using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Contracts.Policies;

namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Makes another OAuth client of a service account.</summary>
public sealed record CreateApplicationRequest
{
    /// <summary>How it authenticates: <c>client_secret</c>, <c>private_key_jwt</c>, <c>tls_client_auth</c>, <c>self_signed_tls_client_auth</c> or <c>federated</c>. Required; it never changes.</summary>
    [Required]
    [AllowedValues("client_secret", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth", "federated")]
    public string? AuthenticationMethod { get; init; }

    /// <summary>What people call it: at most 255 characters.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for: at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The lifetime of its access tokens in seconds; the server's default unless given.</summary>
    public int? AccessTokenTtlSeconds { get; init; }

    /// <summary>The scopes its tokens may have; all that the account holds unless given.</summary>
    public IReadOnlyList<string>? AllowedScopes { get; init; }

    /// <summary>The Api of tokens for which the request names none; the tenant's default unless given.</summary>
    public Guid? DefaultApiId { get; init; }

    /// <summary>What is demanded of it beyond a good credential; nothing unless given.</summary>
    public PolicyRequest? Policy { get; init; }

    /// <summary>What the <c>aud</c> of its assertions may be: <c>issuer</c> (the default) or <c>issuer_or_token_endpoint</c>.</summary>
    [AllowedValues("issuer", "issuer_or_token_endpoint")]
    public string? AssertionAudience { get; init; }

    /// <summary>How far ahead the <c>exp</c> of its assertions may be, in seconds; 600 unless given.</summary>
    public int? AssertionMaxLifetimeSeconds { get; init; }

    /// <summary>Where its public keys are published (https); for <c>private_key_jwt</c> this or <c>jwks</c>.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>Its public keys as a JWK set (RFC 7517), at most four.</summary>
    public JsonElement? Jwks { get; init; }

    /// <summary>Its first certificate; with a method of RFC 8705, which needs it.</summary>
    public CreateClientCertificateRequest? Certificate { get; init; }

    /// <summary>The first issuer that it trusts, for <c>federated</c>; more, or this one too, can be added later.</summary>
    public CreateFederatedCredentialRequest? FederatedCredential { get; init; }
}
