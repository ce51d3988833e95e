using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Makes an OAuth client of a service account, with its first secret or certificate, or an empty place for its keys.</summary>
public sealed class NewApplication(NewCredential newCredential)
{
    internal (Application Application, RevealedCredential? Revealed) Of(
        ServiceAccount account, ClientAuthenticationMethod method, int accessTokenTtlSeconds, NewCertificate? certificate, Caller caller,
        DateTimeOffset now)
    {
        var application = new Application
        {
            Id = Guid.CreateVersion7(now),
            ClientId = CredentialFormat.CreateClientId(),
            PrincipalId = account.Id,
            TenantId = account.TenantId,
            AuthenticationMethod = method,
            AccessTokenTtlSeconds = accessTokenTtlSeconds,
            CreatedAt = now,
            CreatedById = caller.PrincipalId,
        };
        if (method == ClientAuthenticationMethod.PrivateKeyJwt)
        {
            application.KeySet = new KeySet { Id = Guid.CreateVersion7(now), ApplicationId = application.Id };
            return (application, null);
        }

        if (application.AuthenticatesByCertificate)
        {
            // Without one the request is not valid, and nothing of this is kept.
            application.Certificates.AddRange(certificate is null ? [] : [certificate.For(application.Id, caller, now)]);
            return (application, null);
        }

        // What is trusted comes with the request, or later.
        if (method == ClientAuthenticationMethod.Federated)
        {
            return (application, null);
        }

        var (secret, text) = newCredential.ClientSecret(application.Id, now, maker: caller);
        application.Secrets.Add(secret);
        return (application, new RevealedCredential(secret.Id, text));
    }
}
