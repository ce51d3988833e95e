using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceAccounts.Server.OAuth;

/// <summary>The certificate whose key whoever sent a request has proved to have, to us or to the proxy that says so.</summary>
internal static class ClientCertificates
{
    /// <summary>The certificate; null where there is none.</summary>
    public static X509Certificate2? Of(HttpContext http) => http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;

    /// <summary>Puts what a proxy says in the place of what the connection has.</summary>
    public static void Set(HttpContext http, X509Certificate2? certificate) =>
        http.Features.Set<ITlsConnectionFeature>(new Forwarded { ClientCertificate = certificate });

    private sealed class Forwarded : ITlsConnectionFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
