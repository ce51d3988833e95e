using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.OAuth;

/// <summary>What introspection and revocation have in common: a client that authenticates as at the token endpoint, and the token it asks about.</summary>
internal sealed class AuthenticatedRequests(
    ClientAuthenticator authenticator, PrincipalStore principals, SingleUseClaims claims, OAuthRefusals refusals)
{
    /// <summary>Who asks, with the token; null where the request has been refused, and the answer is on its way.</summary>
    public async Task<AuthenticatedRequest?> ReadAsync(HttpContext http, string surface)
    {
        var read = await OAuthRequestReader.ReadAsync(http);
        if (!read.Request.Succeeded)
        {
            await RefuseAsync(http, surface, read.Request.Error.ClientId, read.Request.Error, read.StatusCode);
            return null;
        }

        // An assertion authenticates here as client_assertion: there is no grant that it could be.
        var request = read.Request.Value;
        if (request.GrantType == AssertionGrant.Type)
        {
            await RefuseAsync(http, surface, request.ClientId, NoGrant);
            return null;
        }

        var client = await authenticator.AuthenticateAsync(
            request, static (clientId, at) => at.refusals.WhyNotTried(clientId, at.http), (refusals, http), http.RequestAborted);
        if (!client.Succeeded)
        {
            await RefuseAsync(http, surface, client.Error.ClientId ?? request.ClientId ?? request.Basic?.ClientId, client.Error);
            return null;
        }

        if (request.Token is not { } token)
        {
            await RefuseAsync(http, surface, client.Value.Client.Id, NoToken);
            return null;
        }

        // An assertion is good for one request, whatever that asks for.
        if (client.Value.SingleUse is { } use && !await claims.TryClaimAsync(use, http.RequestAborted))
        {
            await RefuseAsync(http, surface, client.Value.Client.Id, AlreadyUsed);
            return null;
        }

        // Between the two reads the account may have been deleted.
        if (await principals.FindAsync(client.Value.Client.PrincipalId, http.RequestAborted) is not { } principal)
        {
            await RefuseAsync(http, surface, client.Value.Client.Id, OAuthError.InvalidClient("The service account has been deleted while the request ran.", FailureCause.Ended));
            return null;
        }

        var actor = Stranger.Of(http, surface, client.Value.Client.Id) with { Id = principal.Principal.Id, Name = principal.Name };
        return new AuthenticatedRequest(client.Value.Client, principal, actor, token);
    }

    /// <summary>Refuses a request in the words of RFC 6749, as the token endpoint does.</summary>
    public Task RefuseAsync(HttpContext http, string surface, string? clientId, OAuthError error, int? statusCode = null) =>
        refusals.RefuseAsync(http, surface, $"{surface}.refused", clientId, error, statusCode);

    private static OAuthError NoGrant { get; } = OAuthError.InvalidRequest(
        "Nothing is granted here.", "Send the assertion as client_assertion, without grant_type.");

    /// <summary>What is said where the parameter is missing.</summary>
    public static OAuthError NoToken { get; } = OAuthError.InvalidRequest("token is missing.", "Send the token as the parameter token of the body.");

    private static OAuthError AlreadyUsed { get; } = OAuthError.InvalidClient(OAuthError.AssertionUsedBefore, FailureCause.UsedBefore);
}

/// <summary>A request of a client that has been authenticated.</summary>
/// <param name="Client">The client.</param>
/// <param name="Principal">Its service account, with all that it holds.</param>
/// <param name="Actor">The account as the ledger names it.</param>
/// <param name="Token">The token that the request is about.</param>
internal sealed record AuthenticatedRequest(Client Client, KnownPrincipal Principal, Actor Actor, string Token)
{
    // A record prints its members, and one of them is a token.
    public override string ToString() => nameof(AuthenticatedRequest);
}
