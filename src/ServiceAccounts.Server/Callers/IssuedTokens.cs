using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Callers;

/// <summary>
/// Reads access tokens that come back to us. Signed is not enough: account, application and credential must still be what they
/// were when a token was issued, and nobody may have revoked it.
/// </summary>
internal sealed class IssuedTokens(
    IClients clients, PrincipalStore principals, RevokedTokens revoked, ISigningKeys keys, Issuer issuer, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private PublishedRules? _rules;

    /// <summary>What we signed and has not run out; null for anything else.</summary>
    public async Task<IssuedToken?> ReadAsync(string text)
    {
        var validated = await _handler.ValidateTokenAsync(text, Rules());
        return validated is { IsValid: true, SecurityToken: JsonWebToken token }
            && Guid.TryParse(token.Id, out var id)
            && token.TryGetPayloadValue<string>("client_id", out var clientId)
            && token.TryGetPayloadValue<string>("credential_id", out var credential) && Guid.TryParse(credential, out var credentialId)
            && token.TryGetPayloadValue<string>("scope", out var scope)
            && token.TryGetPayloadValue<long>("epoch", out var epoch)
            && token.Audiences.FirstOrDefault() is { } audience
            ? new IssuedToken(token, id, audience, clientId, credentialId, epoch, scope)
            : null;
    }

    /// <summary>Whose a token is, where it is still good; null where it is not.</summary>
    public async Task<KnownPrincipal?> FindOwnerAsync(IssuedToken token, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await clients.FindAsync(token.ClientId, cancellationToken) is { State: ClientState.Active } client
            && client.PrincipalId.ToString() == token.Jwt.Subject
            && client.Epoch == token.Epoch
            && client.Holds(token.CredentialId, now)
            && !await revoked.ContainAsync(token.Id, cancellationToken)
            && await principals.FindAsync(client.PrincipalId, cancellationToken) is { } principal
            && principal.IsActive(now)
            ? principal
            : null;
    }

    // Made anew only when another set of keys is published.
    private TokenValidationParameters Rules()
    {
        var published = keys.Published;
        var rules = _rules;
        if (rules is null || rules.Keys != published)
        {
            _rules = rules = new PublishedRules(published, RulesFor(published));
        }

        return rules.Parameters;
    }

    // For whom a token is, is asked by whoever reads it.
    private TokenValidationParameters RulesFor(ImmutableArray<PublishedKey> published) => new()
    {
        ValidIssuer = issuer.Value,
        ValidateAudience = false,
        ValidTypes = ["at+jwt"],
        ValidAlgorithms = SignatureAlgorithms.ForAccessTokens,
        IssuerSigningKeys = [.. published.Select(key => new JsonWebKey(key.JsonWebKey))],
        RequireExpirationTime = true,
        ClockSkew = TimeSpan.Zero,
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };

    private sealed record PublishedRules(ImmutableArray<PublishedKey> Keys, TokenValidationParameters Parameters);
}

/// <summary>An access token that we signed and that has not run out.</summary>
/// <param name="Jwt">The token as it was parsed; its signature has been verified.</param>
/// <param name="Id">The <c>jti</c>.</param>
/// <param name="Audience">The identifier of the Api that it is for.</param>
/// <param name="ClientId">The client to which it was issued.</param>
/// <param name="CredentialId">The credential that it came from.</param>
/// <param name="Epoch">The epoch of the account at that time.</param>
/// <param name="Scope">Its scopes, parted by spaces.</param>
internal sealed record IssuedToken(
    JsonWebToken Jwt, Guid Id, string Audience, string ClientId, Guid CredentialId, long Epoch, string Scope)
{
    /// <summary>Its scopes.</summary>
    public FrozenSet<string> Scopes { get; } = Scope.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>When it runs out.</summary>
    public DateTimeOffset ExpiresAt => new(Jwt.ValidTo);

    // A record prints its members, and one of them is the token.
    public override string ToString() => nameof(IssuedToken);
}
