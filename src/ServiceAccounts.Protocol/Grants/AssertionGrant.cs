using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Grants;

/// <summary>
/// A JWT as authorization grant (RFC 7523 section 2.1). It stands for the client itself, so it is what authenticates it
/// (<see cref="GrantAssertion"/>), and what is granted is what a client that acts for itself is granted.
/// </summary>
public sealed class AssertionGrant : IGrant
{
    /// <summary>The <c>grant_type</c> (RFC 7523 section 8.1).</summary>
    public const string Type = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <inheritdoc />
    public string GrantType => Type;

    /// <inheritdoc />
    public ValueTask<Result<AccessTokenGrant>> AuthorizeAsync(
        AuthenticatedClient client, OAuthRequest request, CancellationToken cancellationToken) =>
        new(ClientCredentialsGrant.Authorize(client, request));
}
