using System.Text.Json;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using Api = ServiceAccounts.Protocol.Tokens.Api;

namespace ServiceAccounts.Server.Introspection;

/// <summary>Finds out what a token of ours says, and whether it is still good: an access token or an API token.</summary>
internal sealed class TokenInspection(IssuedTokens tokens, PrincipalStore principals, Issuer issuer, TimeProvider time)
{
    /// <summary>The token of a text; null where there is none that is still good.</summary>
    public async Task<InspectedToken?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Contains('.', StringComparison.Ordinal))
        {
            return await tokens.ReadAsync(text) is { } read && await tokens.FindOwnerAsync(read, cancellationToken) is { } owner
                ? Of(read, owner.Principal)
                : null;
        }

        return await principals.FindByApiTokenAsync(text, cancellationToken) is var (principal, token)
            && RefusedToken.WhyNot(new CallerCredential(text), token, principal, time.GetUtcNow()) is null
                ? Of(token, principal)
                : null;
    }

    // An Api that has been deleted since takes no tokens any more.
    private static InspectedToken? Of(PresentedToken token, KnownPrincipal owner) =>
        ApiOf(owner.Tenant, token.Audience) is { } api
            ? new InspectedToken(owner.Tenant.TenantId, api, json => WriteClaims(json, token))
            : null;

    private InspectedToken Of(ApiToken token, KnownPrincipal owner) =>
        new(owner.Tenant.TenantId, ApiOf(owner.Tenant, issuer.Value), json => WriteApiToken(json, token, owner));

    private static Api? ApiOf(TenantAccess tenant, string identifier) =>
        tenant.Apis.FirstOrDefault(api => string.Equals(api.Identifier, identifier, StringComparison.Ordinal));

    // Every claim as we signed it, so that whoever introspects sees what a verifier of the token itself would.
    private static void WriteClaims(Utf8JsonWriter json, PresentedToken token)
    {
        json.WriteString("token_type", token.Binding?.KeyThumbprint is null ? "Bearer" : "DPoP");
        using var claims = JsonDocument.Parse(Base64Decoded(token.Jwt.EncodedPayload));
        foreach (var claim in claims.RootElement.EnumerateObject())
        {
            claim.WriteTo(json);
        }
    }

    private static byte[] Base64Decoded(string payload) => System.Buffers.Text.Base64Url.DecodeFromChars(payload);

    private void WriteApiToken(Utf8JsonWriter json, ApiToken token, KnownPrincipal owner)
    {
        json.WriteString("token_type", "api_token");
        json.WriteString("iss", issuer.Value);
        json.WriteString("sub", owner.Principal.Id);
        json.WriteString("aud", issuer.Value);
        json.WriteString("tenant_id", owner.Tenant.TenantId);
        json.WriteString("credential_id", token.Id);
        json.WriteString("scope", string.Join(' ', token.Scopes ?? [.. ManagementPermissions.All
            .Where(name => owner.Holdings.CanAnywhere(ManagementPermissions.Of(name))).Order(StringComparer.Ordinal)]));
        json.WriteNumber("iat", token.CreatedAt.ToUnixTimeSeconds());
        if (token.ExpiresAt is { } end)
        {
            json.WriteNumber("exp", end.ToUnixTimeSeconds());
        }
    }
}

/// <summary>A token that is still good.</summary>
/// <param name="TenantId">The tenant of its owner.</param>
/// <param name="Api">The Api that it is for.</param>
/// <param name="Write">Writes the members of the answer but <c>active</c> (RFC 7662 section 2.2).</param>
internal sealed record InspectedToken(Guid TenantId, Api? Api, Action<Utf8JsonWriter> Write);
