using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Callers;

/// <summary>Why a token that is known does not authenticate, as its owner's journal has it; the caller is not told.</summary>
internal static class RefusedToken
{
    public static string? WhyNot(CallerCredential credential, ApiToken token, KnownPrincipal principal, DateTimeOffset now) =>
        credential.Names(token.Id)
            ? ReasonOf(token.StateAt(principal, now))
            : "The user name of Basic is not the id of the API token: send that, or the token as Bearer.";

    public static Deed DeedOf(ApiToken token, KnownPrincipal principal, string reason) => new("caller.refused", "api_token", token.Id)
    {
        TenantId = token.TenantId,
        PrincipalId = token.PrincipalId,
        OrganizationId = principal.OrganizationId,
        Reason = reason,
    };

    /// <summary>The same of an access token whose sender has not what it is bound to: it may have been stolen.</summary>
    public static Deed DeedOf(PresentedToken token, KnownPrincipal principal, OAuthError problem) => new("caller.refused", "client", Guid.Empty)
    {
        TenantId = principal.Tenant.TenantId,
        PrincipalId = principal.Principal.Id,
        OrganizationId = principal.OrganizationId,
        ClientId = token.ClientId,
        Reason = problem.Reason,
        Details = OAuthRefusals.DetailsOf(problem),
    };

    private static string? ReasonOf(ApiTokenState state) => state switch
    {
        ApiTokenState.Revoked => "The API token has been revoked: generate another.",
        ApiTokenState.Disabled => "The API token is disabled: generate another.",
        ApiTokenState.Expired => "The API token has expired: generate another.",
        ApiTokenState.OwnerInactive => "The owner of the API token is inactive: activate it.",
        ApiTokenState.OwnerExpired => "The owner of the API token has expired: move its expires_at.",
        _ => null,
    };
}
