using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ServiceAccounts.Contracts.Policies;

namespace ServiceAccounts.Contracts.Accounts;

/// <summary>Changes an OAuth client of a service account: a JSON merge patch (RFC 7396).</summary>
public sealed record UpdateApplicationRequest
{
    /// <summary>What people call it from now on; null for nothing.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>What it is for; null takes that away.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>A new lifetime of its access tokens in seconds; null for the server's default.</summary>
    public Optional<int?> AccessTokenTtlSeconds { get; init; }

    /// <summary>The scopes its tokens may have; null for all that the account holds.</summary>
    public Optional<IReadOnlyList<string>?> AllowedScopes { get; init; }

    /// <summary>The Api of tokens for which the request names none; null for the tenant's default.</summary>
    public Optional<Guid?> DefaultApiId { get; init; }

    /// <summary>What is demanded of it beyond a good credential; null for nothing.</summary>
    public Optional<PolicyRequest?> Policy { get; init; }

    /// <summary>Whether it gets tokens.</summary>
    public Optional<bool?> Enabled { get; init; }

    /// <summary>What the <c>aud</c> of its assertions may be: <c>issuer</c> or <c>issuer_or_token_endpoint</c>.</summary>
    [AllowedValues("issuer", "issuer_or_token_endpoint")]
    public Optional<string?> AssertionAudience { get; init; }

    /// <summary>How far ahead the <c>exp</c> of its assertions may be, in seconds; null for 600.</summary>
    public Optional<int?> AssertionMaxLifetimeSeconds { get; init; }

    /// <summary>Where its public keys are published from now on, instead of wherever they came from.</summary>
    public Optional<string?> JwksUrl { get; init; }

    /// <summary>Its public keys from now on, instead of wherever they came from.</summary>
    public Optional<JsonElement?> Jwks { get; init; }
}
