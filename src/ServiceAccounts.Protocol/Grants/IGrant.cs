using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Grants;

/// <summary>One way to be granted a token (RFC 6749 section 1.3): it decides, and leaves issuing to the endpoint.</summary>
public interface IGrant
{
    /// <summary>The <c>grant_type</c>.</summary>
    string GrantType { get; }

    /// <summary>What the client is granted for this request.</summary>
    ValueTask<Result<AccessTokenGrant>> AuthorizeAsync(AuthenticatedClient client, OAuthRequest request, CancellationToken cancellationToken);
}
