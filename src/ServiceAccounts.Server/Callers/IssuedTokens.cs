using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Callers;

/// <summary>Access tokens that come back to us, with all that their owner holds now.</summary>
internal sealed class IssuedTokens(PresentedTokens tokens, PrincipalStore principals, TimeProvider time)
{
    /// <summary>What we signed and has not run out; null for anything else.</summary>
    public Task<PresentedToken?> ReadAsync(string text) => tokens.ReadAsync(text);

    /// <summary>Whose a token is, where it is still good; null where it is not.</summary>
    public async Task<TokenHolder?> FindOwnerAsync(PresentedToken token, CancellationToken cancellationToken) =>
        await tokens.FindClientAsync(token, cancellationToken) is { } client
        && await principals.FindAsync(client.PrincipalId, cancellationToken) is { } principal
        && principal.IsActive(time.GetUtcNow())
            ? new TokenHolder(principal, client)
            : null;
}

/// <summary>Whose an access token is.</summary>
/// <param name="Principal">Its subject, with all that it holds now.</param>
/// <param name="Client">The client to which it was issued, as it is now.</param>
internal sealed record TokenHolder(KnownPrincipal Principal, Client Client);
