using System.Collections.Frozen;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Callers;

/// <summary>Finds out who calls our own APIs: by an API token, or by an access token issued here for our own Api.</summary>
internal sealed class CallerAuthenticator(
    PrincipalStore principals, TenantAccessStore tenants, IssuedTokens tokens, BoundTokens bound, DPoPNonces nonces, CredentialUses uses,
    Issuer issuer, TimeProvider time)
{
    /// <summary>The caller, or why there is none.</summary>
    public Task<CallerResult> AuthenticateAsync(HttpContext http, ISurface surface) =>
        AuthenticateAsync(http, surface.Name, () => surface.FindTenantAsync(http, http.RequestAborted));

    /// <summary>The same at an endpoint where nobody names a tenant: the caller acts in its own.</summary>
    public Task<CallerResult> AuthenticateAsync(HttpContext http, string surface) =>
        AuthenticateAsync(http, surface, () => ValueTask.FromResult(NamedTenant.None));

    private async Task<CallerResult> AuthenticateAsync(HttpContext http, string surface, Func<ValueTask<NamedTenant>> findTenant)
    {
        if (!CallerCredential.TryRead(http.Request.Headers, out var credential))
        {
            return CallerResult.Ambiguous;
        }

        if (credential is null)
        {
            return CallerResult.Unauthenticated;
        }

        if (credential.IsDPoP)
        {
            // RFC 9449 section 8.2: whoever uses proofs has the next nonce before it is asked for.
            http.Response.Headers[DPoPRules.NonceHeader] = nonces.Current;
        }

        return credential.IsDPoP || (credential.MayBeAccessToken && credential.Text.Contains('.', StringComparison.Ordinal))
            ? await FindByAccessTokenAsync(http, credential, surface, findTenant)
            : await FindByApiTokenAsync(http, credential, surface, findTenant);
    }

    private async Task<CallerResult> FindByApiTokenAsync(HttpContext http, CallerCredential credential, string surface, Func<ValueTask<NamedTenant>> findTenant)
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
            http, new Known(principal, token.Scopes?.ToFrozenSet(StringComparer.Ordinal), token.Id, null, token.ExpiresAt), surface, findTenant);
    }

    private async Task<CallerResult> FindByAccessTokenAsync(HttpContext http, CallerCredential credential, string surface, Func<ValueTask<NamedTenant>> findTenant)
    {
        if (await tokens.ReadAsync(credential.Text) is not { } token
            || !string.Equals(token.Audience, issuer.Value, StringComparison.Ordinal)
            || await tokens.FindOwnerAsync(token, http.RequestAborted) is not { } holder)
        {
            return CallerResult.Unauthenticated;
        }

        if (await bound.WhyRefusedAsync(http, credential, token) is { } problem)
        {
            return CallerResult.Unauthenticated with { Problem = problem, Refused = RefusedToken.DeedOf(token, holder.Principal, problem) };
        }

        if (SourceNetworks.WhyNotFrom(http.Connection.RemoteIpAddress, token, holder) is { } refused)
        {
            return CallerResult.Unauthenticated with { Refused = refused };
        }

        if (ProofOfPossession.WhyNotEnough(holder.Client.Policy.RequiredBinding, token.Binding) is { } unbound)
        {
            return CallerResult.Unauthenticated with { Refused = RefusedToken.DeedOf(token, holder.Principal, Unbound(unbound)) };
        }

        var known = new Known(holder.Principal, StillAllowed(token, holder.Client), null, token.ClientId, token.ExpiresAt)
        {
            CredentialId = token.CredentialId,
            TokenId = token.Id,
        };
        return await ActAsync(http, known, surface, findTenant);
    }

    // Issued before its policy asked for more.
    private static OAuthError Unbound(string reason) =>
        new("invalid_token", "The access token is not good here.") { Reason = reason, Rule = "required_binding" };

    // A client that has been narrowed since is narrowed here at once, as an API token is that calls by itself.
    private static FrozenSet<string> StillAllowed(PresentedToken token, Client client)
    {
        var own = client.Apis.First(access => access.Api.Id == ManagementPermissions.ApiId);
        return token.Scopes.All(own.Has) ? token.Scopes : token.Scopes.Where(own.Has).ToFrozenSet(StringComparer.Ordinal);
    }

    private async Task<CallerResult> ActAsync(HttpContext http, Known known, string surface, Func<ValueTask<NamedTenant>> findTenant)
    {
        var tenant = known.Principal.Tenant;
        var named = await findTenant();
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
            TokenId = known.TokenId,
            CredentialExpiresAt = known.ExpiresAt,
            HomeTenantId = principal.TenantId,
            Tenant = tenant,
            Actor = new Actor(
                principal.Id, known.Principal.Name, surface, http.Connection.RemoteIpAddress?.ToString(),
                Correlation.IdOf(http))
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

    private sealed record Known(KnownPrincipal Principal, FrozenSet<string>? Scopes, Guid? ApiTokenId, string? ClientId, DateTimeOffset? ExpiresAt)
    {
        public Guid? CredentialId { get; init; }

        public Guid? TokenId { get; init; }
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

    /// <summary>What is wrong with a token or with the proof that came with it, where its sender may know; for the challenge.</summary>
    public OAuthError? Problem { get; init; }

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
