using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>
/// The assertion of a grant (RFC 7523 section 2.1) as what authenticates the client: the same tokens as in a client assertion,
/// and nothing else beside them, for they stand for nobody but the client.
/// </summary>
public sealed class GrantAssertion(PrivateKeyJwt assertions) : IClientAuthenticationMethod
{
    /// <inheritdoc />
    // It is a grant there, and no method.
    public IEnumerable<string> MetadataNames => [];

    /// <inheritdoc />
    public int TimesUsedIn(OAuthRequest request) => request.GrantType == AssertionGrant.Type ? 1 : 0;

    /// <inheritdoc />
    public Result<ClientProof> Read(OAuthRequest request)
    {
        if (request.Assertion is not { } assertion)
        {
            return OAuthError.InvalidRequest("assertion is missing.", "Send the signed JWT in it.");
        }

        var proof = assertions.Read(assertion, request.ClientId, isGrant: true);
        return proof.Error is { Error: "invalid_client", Reason: { } reason } ? OAuthError.InvalidGrant(reason, proof.Error.Cause) : proof;
    }
}
