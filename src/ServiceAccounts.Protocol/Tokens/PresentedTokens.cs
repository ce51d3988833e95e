using System.Collections.Immutable;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>
/// Reads access tokens that come back to us. Signed is not enough: account, application and credential must still be what they
/// were when a token was issued, who acts with it must still be there, and nobody may have revoked it.
/// </summary>
public sealed class PresentedTokens(IClients clients, IRevokedTokens revoked, ISigningKeys keys, Issuer issuer, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private PublishedRules? _rules;

    /// <summary>What we signed and has not run out; null for anything else.</summary>
    public async Task<PresentedToken?> ReadAsync(string text)
    {
        var validated = await _handler.ValidateTokenAsync(text, Rules());
        return validated is { IsValid: true, SecurityToken: JsonWebToken token } ? PresentedToken.Read(token) : null;
    }

    /// <summary>The client of a token, where the token is still good; null where it is not.</summary>
    public async ValueTask<Client?> FindClientAsync(PresentedToken token, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await clients.FindAsync(token.ClientId, cancellationToken) is { } client
            && IsThere(client, now)
            && client.PrincipalId.ToString() == token.Jwt.Subject
            && client.Epoch == token.Epoch
            && client.Holds(token.CredentialId, now)
            && await AreThereAsync(token, client, now, cancellationToken)
            && !await revoked.ContainAsync(token.Id, cancellationToken)
                ? client
                : null;
    }

    private static bool IsThere(Client client, DateTimeOffset now) => client.State == ClientState.Active && !(client.ExpiresAt <= now);

    // Who acts is still itself, came by a credential that it still has, and is still a resource server of the Api.
    private async ValueTask<bool> AreThereAsync(PresentedToken token, Client client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.Actor is null)
        {
            return true;
        }

        var api = client.Apis.FirstOrDefault(access => string.Equals(access.Api.Identifier, token.Audience, StringComparison.Ordinal))?.Api;
        for (var actor = token.Actor; actor is not null; actor = actor.Before)
        {
            if (await clients.FindAsync(actor.ClientId, cancellationToken) is not { } acting
                || !IsThere(acting, now) || acting.PrincipalId != actor.PrincipalId || acting.TenantId != client.TenantId
                || acting.Epoch != actor.Epoch || !acting.Holds(actor.CredentialId, now)
                || !(acting.Id == client.Id || api?.IntrospectionClients.Contains(acting.Id) == true))
            {
                return false;
            }
        }

        return true;
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
