using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>
/// Binds tokens to the certificate of the connection (RFC 8705 section 3): always where it authenticated the client, and where
/// a policy, or the token that is exchanged, asks for such a binding. Elsewhere a certificate may be there by chance, and a bound
/// token would not be understood.
/// </summary>
public sealed class ClientCertificateProof : IPossessionProof
{
    /// <inheritdoc />
    public Result<Possession> Of(AuthenticatedClient client, OAuthRequest request, AccessTokenGrant? granted) =>
        request.Head.Certificate is { } certificate && IsWanted(client, request, granted)
            ? new Possession(new TokenBinding { CertificateThumbprint = CertificateThumbprint.Of(certificate) }, null)
            : Possession.None;

    private static bool IsWanted(AuthenticatedClient client, OAuthRequest request, AccessTokenGrant? granted) =>
        client.Method is TlsClientAuth.ByName or TlsClientAuth.SelfSigned
        || IsWanted(client.Client.Policy.RequiredBinding, request)
        || (granted is not null && (IsWanted(granted.Client.Client.Policy.RequiredBinding, request)
            || granted.MustProve.Any(bound => bound.CertificateThumbprint is not null)));

    private static bool IsWanted(RequiredBinding required, OAuthRequest request) =>
        required is RequiredBinding.Certificate or RequiredBinding.CertificateAndDPoP || (required == RequiredBinding.Any && request.Head.DPoP is null);
}
