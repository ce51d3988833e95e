using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>Finds out what a request at the token endpoint proves to have, and so what its token is bound to.</summary>
public sealed class ProofOfPossession(IEnumerable<IPossessionProof> proofs)
{
    private readonly IPossessionProof[] _proofs = [.. proofs];

    /// <summary>
    /// What the token of a request is bound to, or why there is none: what <paramref name="granted"/> comes from is as bound as before.
    /// </summary>
    public Result<Possession> Of(AuthenticatedClient client, OAuthRequest request, AccessTokenGrant? granted = null)
    {
        var possession = Possession.None;
        foreach (var proof in _proofs)
        {
            var proved = proof.Of(client, request, granted);
            if (!proved.Succeeded)
            {
                return proved.Error;
            }

            possession = possession.And(proved.Value);
        }

        foreach (var bound in granted?.MustProve ?? [])
        {
            if (possession.Binding?.Covers(bound) != true)
            {
                return NotProved;
            }
        }

        // Both: who asks, and whose token it is where that is somebody else's.
        return (WhyNotEnough(client.Client.Policy.RequiredBinding, possession.Binding)
            ?? WhyNotEnough(granted?.Client.Client.Policy.RequiredBinding ?? RequiredBinding.None, possession.Binding)) is { } reason
            ? OAuthError.InvalidRequest("Tokens of this client must be bound to a key or certificate: send a DPoP proof, or use mutual TLS.", reason) with
            {
                Rule = "required_binding",
            }
            : possession;
    }

    // A token that somebody found must not become one that needs no key.
    private static OAuthError NotProved { get; } = OAuthError.InvalidRequest(
        "The token to be exchanged is bound to a key or certificate that the request does not prove to have.",
        "Send a DPoP proof by the key that the token is bound to, or connect with the certificate.");

    /// <summary>Why a binding is not what a policy requires; null where it is.</summary>
    public static string? WhyNotEnough(RequiredBinding required, TokenBinding? binding) => (required, binding) switch
    {
        (RequiredBinding.None, _) => null,
        (RequiredBinding.DPoP, { KeyThumbprint: not null }) => null,
        (RequiredBinding.Certificate, { CertificateThumbprint: not null }) => null,
        (RequiredBinding.Any, not null) => null,
        (RequiredBinding.CertificateAndDPoP, { KeyThumbprint: not null, CertificateThumbprint: not null }) => null,
        (RequiredBinding.DPoP, _) => "The policy's required_binding is dpop, and the request has no DPoP proof.",
        (RequiredBinding.Certificate, _) => "The policy's required_binding is certificate, and the connection has no client certificate.",
        (RequiredBinding.CertificateAndDPoP, _) =>
            "The policy's required_binding is certificate_and_dpop, and the request has not both a client certificate and a DPoP proof.",
        _ => "The policy's required_binding is any, and the request has neither a DPoP proof nor a client certificate.",
    };
}
