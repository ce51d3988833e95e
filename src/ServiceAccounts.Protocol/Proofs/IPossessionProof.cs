using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>One way in which a request at the token endpoint proves to have a key that its token is then bound to.</summary>
public interface IPossessionProof
{
    /// <summary>
    /// What the request proves in this way: <see cref="Possession.None"/> where it does not use it; an error where its proof is not
    /// good. <paramref name="granted"/> says what must be proved, where something must.
    /// </summary>
    Result<Possession> Of(AuthenticatedClient client, OAuthRequest request, AccessTokenGrant? granted);
}
