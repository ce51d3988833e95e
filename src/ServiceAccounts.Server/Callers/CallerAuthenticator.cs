using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Callers;

/// <summary>Finds out who calls our own APIs: by an API token, or by an access token issued here for our own Api.</summary>
internal sealed class CallerAuthenticator(
    PrincipalStore principals, TenantAccessStore tenants, IClients clients, CredentialUses uses, ISigningKeys keys, Issuer issuer,
    TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private PublishedRules? _rules;

    /// <summary>The caller, or why there is none.</summary>
    public async Task<CallerResult> AuthenticateAsync(HttpContext http, ISurface surface)
    {
        if (!CallerCredential.TryRead(http.Request.Headers, out var credential))
        {
            return CallerResult.Ambiguous;
        }

        if (credential is null)
        {
            return CallerResult.Unauthenticated;
        }

        if (!credential.MayBeAccessToken || !credential.Text.Contains('.', StringComparison.Ordinal))
        {
            return await FindByApiTokenAsync(http, credential, surface);
        }

        return await FindByAccessTokenAsync(credential.Text, http.RequestAborted) is { } known
            ? await ActAsync(http, known, surface)
            : CallerResult.Unauthenticated;
    }

    private async Task<CallerResult> FindByApiTokenAsync(HttpContext http, CallerCredential credential, ISurface surface)
    {
        if (await principals.FindByApiTokenAsync(credential.Text, http.RequestAborted) is not var (principal, token))
        {
            return CallerResult.Unauthenticated;
        }

        // Who has the whole text of a token is its owner, or should be known to them: the journal of the tenant says why.
        var now = time.GetUtcNow();
        if (RefusedToken.WhyNot(credential, token, principal, now) is { } reason)
        {
            return CallerResult.Unauthenticated with { Refused = RefusedToken.DeedOf(token, principal, reason) };
        }

        uses.Note(token.Id, token.PrincipalId, token.TenantId, now, http.Connection.RemoteIpAddress);
        return await ActAsync(
            http, new Known(principal, token.Scopes?.ToFrozenSet(StringComparer.Ordinal), token.Id, null, token.ExpiresAt), surface);
    }

    private async Task<Known?> FindByAccessTokenAsync(string credential, CancellationToken cancellationToken)
    {
        var validated = await _handler.ValidateTokenAsync(credential, Rules());
        if (!validated.IsValid || validated.SecurityToken is not JsonWebToken token
            || !token.TryGetPayloadValue<string>("client_id", out var clientId)
            || !token.TryGetPayloadValue<string>("credential_id", out var credentialId)
            || !token.TryGetPayloadValue<string>("scope", out var scope)
            || !token.TryGetPayloadValue<long>("epoch", out var epoch))
        {
            return null;
        }

        // Signed is not enough: account, application and credential must still be what they were when it was issued.
        var now = time.GetUtcNow();
        return await clients.FindAsync(clientId, cancellationToken) is { State: ClientState.Active } client
            && client.PrincipalId.ToString() == token.Subject
            && client.Epoch == epoch
            && Holds(client, credentialId, now)
            && await principals.FindAsync(client.PrincipalId, cancellationToken) is { } principal
            && principal.IsActive(now)
            ? new Known(principal, scope.Split(' ').ToFrozenSet(StringComparer.Ordinal), null, clientId, new DateTimeOffset(token.ValidTo))
            {
                CredentialId = Guid.Parse(credentialId), // It is one that the client holds.
            }
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

    private TokenValidationParameters RulesFor(ImmutableArray<PublishedKey> published) => new()
    {
        ValidIssuer = issuer.Value,
        ValidAudience = issuer.Value,
        ValidTypes = ["at+jwt"],
        ValidAlgorithms = SignatureAlgorithms.ForAccessTokens,
        IssuerSigningKeys = [.. published.Select(key => new JsonWebKey(key.JsonWebKey))],
        RequireExpirationTime = true,
        ClockSkew = TimeSpan.Zero,
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };

    private static bool Holds(Client client, string credentialId, DateTimeOffset now) =>
        client.Keys?.Id.ToString() == credentialId
        || client.Secrets.Any(secret => secret.Id.ToString() == credentialId && !(secret.ExpiresAt <= now));

    private async Task<CallerResult> ActAsync(HttpContext http, Known known, ISurface surface)
    {
        var tenant = known.Principal.Tenant;
        var named = await surface.FindTenantAsync(http, http.RequestAborted);
        if (named.Refusal is { } refusal)
        {
            return CallerResult.Of(refusal);
        }

        if (named != NamedTenant.None)
        {
            if (named.Id is not { } tenantId || await FindTenantAsync(known, tenantId, http.RequestAborted) is not { } other)
            {
                return CallerResult.NoSuchTenant;
            }

            tenant = other;
        }

        var principal = known.Principal.Principal;
        return CallerResult.Of(new Caller
        {
            PrincipalId = principal.Id,
            Kind = principal.Kind,
            Name = known.Principal.Name,
            Holdings = known.Principal.Holdings,
            Scopes = known.Scopes,
            ClientId = known.ClientId,
            CredentialId = known.CredentialId,
            CredentialExpiresAt = known.ExpiresAt,
            HomeTenantId = principal.TenantId,
            Tenant = tenant,
            Actor = new Actor(
                principal.Id, known.Principal.Name, surface.Name, http.Connection.RemoteIpAddress?.ToString(),
                Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier)
            {
                Epoch = principal.Epoch,
                ApiTokenId = known.ApiTokenId,
            },
        });
    }

    // Who holds rights at system may act in any tenant; for everybody else there are no others.
    private async Task<TenantAccess?> FindTenantAsync(Known known, Guid tenantId, CancellationToken cancellationToken) =>
        tenantId == known.Principal.Principal.TenantId || known.Principal.Holdings.Roles.Any(held => held.PlaceKind == PlaceKind.System)
            ? await tenants.GetAsync(tenantId, cancellationToken)
            : null;

    private sealed record PublishedRules(ImmutableArray<PublishedKey> Keys, TokenValidationParameters Parameters);

    private sealed record Known(KnownPrincipal Principal, FrozenSet<string>? Scopes, Guid? ApiTokenId, string? ClientId, DateTimeOffset? ExpiresAt)
    {
        public Guid? CredentialId { get; init; }
    }
}

/// <summary>Who calls, or why the request is done for nobody.</summary>
internal sealed record CallerResult
{
    private CallerResult()
    {
    }

    /// <summary>The caller; null where the request is refused.</summary>
    public Caller? Caller { get; private init; }

    /// <summary>Why it is refused, where there is no caller.</summary>
    public Refusal Refusal { get; private init; } = Refusal.Unauthenticated;

    /// <summary>What the journal of a known principal says of its refusal; null where nobody is known.</summary>
    public Deed? Refused { get; init; }

    /// <summary>There is no credential, or none that is good.</summary>
    public static CallerResult Unauthenticated { get; } = new();

    /// <summary>There is more than one credential.</summary>
    public static CallerResult Ambiguous { get; } = Of(Refusal.Ambiguous);

    /// <summary>The caller named a tenant that does not exist for it.</summary>
    public static CallerResult NoSuchTenant { get; } = Of(Refusal.NoSuchTenant);

    /// <summary>The caller is known.</summary>
    public static CallerResult Of(Caller caller) => new() { Caller = caller };

    /// <summary>The request is refused.</summary>
    public static CallerResult Of(Refusal refusal) => new() { Refusal = refusal };
}
