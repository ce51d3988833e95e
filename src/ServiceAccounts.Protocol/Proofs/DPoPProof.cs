using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>A DPoP proof at the token endpoint (RFC 9449 section 5): the token is bound to the key that signed it.</summary>
public sealed class DPoPProof(DPoPRules rules, Issuer issuer) : IPossessionProof
{
    private const string Method = "POST";

    /// <inheritdoc />
    public Result<Possession> Of(AuthenticatedClient client, OAuthRequest request, AccessTokenGrant? granted)
    {
        if (request.Head.DPoP is not { } proof)
        {
            return Possession.None;
        }

        // A dialect may have a token endpoint of its own: each is the one that was asked.
        if (!ProofTarget.TryCreate(Method, issuer.UrlOf(request.Head.Path ?? Issuer.TokenPath), accessToken: null, out var target))
        {
            return OAuthError.InvalidDPoPProof("The request's path is none that a proof can name: ask the token endpoint of the metadata.");
        }

        var proved = rules.Check(proof, target);
        if (!proved.Succeeded)
        {
            return proved.Error;
        }

        // Both: who asks, and whose token it is where that is somebody else's.
        return Forbids(client.Client.Policy, proved.Value.Algorithm) || (granted is not null && Forbids(granted.Client.Client.Policy, proved.Value.Algorithm))
            ? OAuthError.InvalidDPoPProof("The proof's alg is not among those that the client's policy allows: sign with one of them.") with { Rule = "allowed_algorithms" }
            : new Possession(new TokenBinding { KeyThumbprint = proved.Value.Thumbprint }, proved.Value.SingleUse);
    }

    private static bool Forbids(ClientPolicy policy, string algorithm) => policy.AllowedAlgorithms is { } allowed && !allowed.Contains(algorithm);
}
