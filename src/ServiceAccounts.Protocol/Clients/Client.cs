using System.Collections.Immutable;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>An application, or an API token, as the token endpoint sees it: immutable, so that a cached one is shared by all requests.</summary>
public sealed record Client
{
    /// <summary>The <c>client_id</c>: an API token's is its id.</summary>
    public required string Id { get; init; }

    /// <summary>The application's id, or the API token's.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>The service account, or the user whose API token it is: the <c>sub</c> of its tokens.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The tenant of the principal.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The organization that owns the service account; null for a user.</summary>
    public required Guid? OrganizationId { get; init; }

    /// <summary>Raised whenever tokens issued so far must end; a token carries the one it was issued under.</summary>
    public required long Epoch { get; init; }

    /// <summary>Whether the account is active and the application enabled.</summary>
    public required ClientState State { get; init; }

    /// <summary>When the account runs out, if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The one way in which this client authenticates.</summary>
    public required ClientAuthenticationMethod AuthenticationMethod { get; init; }

    /// <summary>
    /// The client's secrets, where it authenticates by one: at most two active, and those that have run out lately. An API token is
    /// the one secret of the client that it is.
    /// </summary>
    public ImmutableArray<ClientSecretHash> Secrets { get; init; } = [];

    /// <summary>The client's keys, where it authenticates by an assertion.</summary>
    public ClientKeySource? Keys { get; init; }

    /// <summary>The issuers that it trusts, where it authenticates by their tokens.</summary>
    public ImmutableArray<FederatedTrust> Trusts { get; init; } = [];

    /// <summary>The client's certificates, where it authenticates by one.</summary>
    public ImmutableArray<TrustedCertificate> Certificates { get; init; } = [];

    /// <summary>What is demanded of it beyond a good credential.</summary>
    public ClientPolicy Policy { get; init; } = ClientPolicy.None;

    /// <summary>The lifetime of its tokens in seconds, the tenant's maximum already applied.</summary>
    public required int AccessTokenTtlSeconds { get; init; }

    /// <summary>What the client may have at each Api of its tenant and at our own, sorted by identifier.</summary>
    public required ImmutableArray<ApiAccess> Apis { get; init; }

    /// <summary>The Api of a token for which none is named.</summary>
    public required Guid DefaultApiId { get; init; }

    /// <summary>Whether a credential is still one of the client's, and has not run out.</summary>
    public bool Holds(Guid credentialId, DateTimeOffset now) => TryFind(credentialId, out var end) && !(end <= now);

    /// <summary>When a credential of the client runs out; null for never, and for one that it does not have.</summary>
    public DateTimeOffset? EndOf(Guid credentialId) => TryFind(credentialId, out var end) ? end : null;

    private bool TryFind(Guid credentialId, out DateTimeOffset? end)
    {
        end = null;
        foreach (var secret in Secrets)
        {
            if (secret.Id == credentialId)
            {
                end = secret.ExpiresAt;
                return true;
            }
        }

        foreach (var certificate in Certificates)
        {
            if (certificate.Id == credentialId)
            {
                end = certificate.ExpiresAt;
                return true;
            }
        }

        foreach (var trust in Trusts)
        {
            if (trust.Id == credentialId)
            {
                end = trust.ExpiresAt;
                return true;
            }
        }

        return Keys?.Id == credentialId;
    }
}

/// <summary>Whether tokens may be issued to a client.</summary>
public enum ClientState
{
    /// <summary>They may.</summary>
    Active,

    /// <summary>The account has been deactivated.</summary>
    AccountInactive,

    /// <summary>The application has been disabled.</summary>
    ApplicationDisabled,
}

/// <summary>How an application proves who it is.</summary>
public enum ClientAuthenticationMethod
{
    /// <summary>By a secret, in the header or in the body.</summary>
    ClientSecret,

    /// <summary>By a JWT signed with its private key (RFC 7523).</summary>
    PrivateKeyJwt,

    /// <summary>By a certificate whose CA and name are known (RFC 8705 section 2.1).</summary>
    TlsClientAuth,

    /// <summary>By a certificate that is known itself (RFC 8705 section 2.2).</summary>
    SelfSignedTlsClientAuth,

    /// <summary>By a JWT of another issuer that it trusts.</summary>
    Federated,

    /// <summary>By an API token: such a client is no application, and has the token's id for its own.</summary>
    ApiToken,
}

/// <summary>One secret of a client.</summary>
/// <param name="Id">The credential's id: the <c>credential_id</c> of the tokens it gets.</param>
/// <param name="Hash">Its keyed hash.</param>
/// <param name="ExpiresAt">When it runs out, if ever.</param>
public sealed record ClientSecretHash(Guid Id, SecretHash Hash, DateTimeOffset? ExpiresAt);

/// <summary>Where a client's public keys come from, and the rules for what it signs with them.</summary>
/// <param name="Id">The key set's id: the <c>credential_id</c> of the tokens it gets.</param>
/// <param name="JwksUrl">Where the keys are published; null where <paramref name="Inline"/> has them.</param>
/// <param name="Inline">The keys themselves; null where <paramref name="JwksUrl"/> names them.</param>
/// <param name="AllowsTokenEndpointAudience">Whether <c>aud</c> may be the token endpoint's URL instead of the issuer.</param>
/// <param name="MaximumLifetimeSeconds">How far ahead <c>exp</c> may be, in seconds.</param>
public sealed record ClientKeySource(
    Guid Id, string? JwksUrl, ClientKeySet? Inline, bool AllowsTokenEndpointAudience, int MaximumLifetimeSeconds);
