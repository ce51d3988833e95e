using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>
/// The certificate of the TLS connection, whose key the handshake has proved: <c>tls_client_auth</c> and
/// <c>self_signed_tls_client_auth</c> (RFC 8705 section 2).
/// </summary>
public sealed class TlsClientAuth(DefaultAuthorities defaults, ClientCertificateSource source, TimeProvider time) : IClientAuthenticationMethod
{
    /// <summary>By a certificate whose CA and name are known.</summary>
    public const string ByName = "tls_client_auth";

    /// <summary>By a certificate that is known itself.</summary>
    public const string SelfSigned = "self_signed_tls_client_auth";

    /// <inheritdoc />
    public IEnumerable<string> MetadataNames => source.CanArrive ? [ByName, SelfSigned] : [];

    /// <inheritdoc />
    // A machine in a service mesh sends its certificate with everything. Beside a secret or an assertion it says nothing.
    public bool IsOnlyWithoutAnother => true;

    /// <inheritdoc />
    public int TimesUsedIn(OAuthRequest request) =>
        request.Head.Certificate is not null && request.ClientId is not null ? 1 : 0;

    /// <inheritdoc />
    // TimesUsedIn found both.
    public Result<ClientProof> Read(OAuthRequest request) =>
        new Proof(request.ClientId!, request.Head.Certificate!, defaults.Authorities, time.GetUtcNow());

    private sealed class Proof(string clientId, X509Certificate2 certificate, CertificateAuthorities defaults, DateTimeOffset now)
        : ClientProof(clientId)
    {
        public override ValueTask<Result<AuthenticatedClient>> CheckAsync(Client? client, CancellationToken cancellationToken) =>
            new(Check(client));

        private Result<AuthenticatedClient> Check(Client? client) => client?.AuthenticationMethod switch
        {
            null => OAuthError.InvalidClient("There is no client of this id: it is mistyped, or its application has been deleted.", FailureCause.UnknownClient),
            ClientAuthenticationMethod.TlsClientAuth => CheckName(client),
            ClientAuthenticationMethod.SelfSignedTlsClientAuth => CheckThumbprint(client),
            var own => OAuthError.InvalidClient($"The application authenticates by another method than a certificate: {MethodNames.RemedyFor(own.Value)}", FailureCause.WrongMethod),
        };

        private Result<AuthenticatedClient> CheckThumbprint(Client client)
        {
            var thumbprint = CertificateThumbprint.Of(certificate);
            foreach (var known in client.Certificates)
            {
                if (IsSame(known.Thumbprint, thumbprint))
                {
                    return CertificateTimes.WhyNotValid(certificate, now) is { } reason
                        ? OAuthError.InvalidClient(reason, FailureCause.WrongCertificate)
                        : Authenticated(client, known, SelfSigned);
                }
            }

            return OAuthError.InvalidClient($"The certificate is none of the application's (its thumbprint is {thumbprint}): use one of those, or add it.", FailureCause.WrongCertificate);
        }

        // The name first: a chain is checked for nobody who does not even claim to be this client.
        private Result<AuthenticatedClient> CheckName(Client client)
        {
            var reason = "The certificate has none of the names that the application's credentials ask for: compare its subject and alternative names with them.";
            foreach (var known in client.Certificates)
            {
                if (known.Name?.IsIn(certificate) != true)
                {
                    continue;
                }

                if ((known.Authorities ?? defaults).WhyNotIssued(certificate, now) is not { } problem)
                {
                    return Authenticated(client, known, ByName);
                }

                reason = CertificateTimes.WhyNotValid(certificate, now) ?? problem;
            }

            return OAuthError.InvalidClient(reason, FailureCause.WrongCertificate);
        }

        private AuthenticatedClient Authenticated(Client client, TrustedCertificate known, string method) => new(client, known.Id)
        {
            Method = method,
            CredentialExpiresAt = CertificateTimes.EndOf(certificate),
        };

        private static bool IsSame(string? known, string sent) => known is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(known), Encoding.ASCII.GetBytes(sent));
    }
}

/// <summary>The CAs of the server's settings, for credentials that name none of their own.</summary>
/// <param name="Authorities">The CAs; none where the settings have none.</param>
public sealed record DefaultAuthorities(CertificateAuthorities Authorities);
