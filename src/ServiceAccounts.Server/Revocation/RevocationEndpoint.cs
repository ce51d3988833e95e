using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.Revocation;

/// <summary>
/// The revocation endpoint (RFC 7009): a client ends an access token that it got, or an API token of its own account. Whatever else
/// it sends is left alone, and answered in the same way.
/// </summary>
internal sealed class RevocationEndpoint(
    AuthenticatedRequests requests, IssuedTokens tokens, PrincipalStore principals, TokenRevocation revocation, Freshness freshness)
{
    private const string Surface = "revocation";

    // Every method comes here, so that a GET too is answered in the words of RFC 6749.
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.Map(Issuer.RevocationPath, routes.ServiceProvider.GetRequiredService<RevocationEndpoint>().HandleAsync)
            .ExcludeFromDescription();

    private async Task HandleAsync(HttpContext http)
    {
        if (freshness.IsStale)
        {
            await StaleAnswer.WriteAsync(http, freshness);
            return;
        }

        if (await requests.ReadAsync(http, Surface) is not { } request)
        {
            return;
        }

        await RevokeAsync(request, http.RequestAborted);

        // RFC 7009 section 2.2: what is unknown, another's or revoked already is no error.
        OAuthAnswer.NoStore(http.Response);
        http.Response.StatusCode = StatusCodes.Status200OK;
    }

    // Its own, or one that it got to act for another: RFC 7009 section 2.1 has the client that a token was issued to.
    private static bool IsOf(Client client, PresentedToken token) =>
        string.Equals(token.ClientId, client.Id, StringComparison.Ordinal) || string.Equals(token.Actor?.ClientId, client.Id, StringComparison.Ordinal);

    private async Task RevokeAsync(AuthenticatedRequest request, CancellationToken cancellationToken)
    {
        if (request.Token.Contains('.', StringComparison.Ordinal))
        {
            if (await tokens.ReadAsync(request.Token) is { } token
                && IsOf(request.Client, token)
                && Guid.TryParse(token.Jwt.Subject, out var subject)
                && await principals.FindAsync(subject, cancellationToken) is { } holder)
            {
                await revocation.RevokeAccessTokenAsync(request.Actor, holder, token.ClientId, token.Id, token.ExpiresAt, cancellationToken);
            }
        }
        else if (await principals.FindByApiTokenAsync(request.Token, cancellationToken) is var (owner, own)
            && owner.Principal.Id == request.Principal.Principal.Id)
        {
            await revocation.RevokeApiTokenAsync(request.Actor, request.Principal, request.Client.Id, own.Id, cancellationToken);
        }
    }
}
