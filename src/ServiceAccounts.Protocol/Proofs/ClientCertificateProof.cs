using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>
/// Binds tokens to the certificate of the connection (RFC 8705 section 3): always where it authenticated the client, and where
/// the policy asks for such a binding. Elsewhere a certificate may be there by chance, and a bound token would not be understood.
/// </summary>
public sealed class ClientCertificateProof : IPossessionProof
{
    /// <inheritdoc />
    public Result<Possession> Of(AuthenticatedClient client, OAuthRequest request) =>
        request.Head.Certificate is { } certificate && IsWanted(client, request)
            ? new Possession(new TokenBinding { CertificateThumbprint = CertificateThumbprint.Of(certificate) }, null)
            : Possession.None;

    private static bool IsWanted(AuthenticatedClient client, OAuthRequest request) =>
        client.Method is TlsClientAuth.ByName or TlsClientAuth.SelfSigned
        || client.Client.Policy.RequiredBinding switch
        {
            RequiredBinding.Certificate => true,
            RequiredBinding.Any => request.Head.DPoP is null,
            _ => false,
        };
}
