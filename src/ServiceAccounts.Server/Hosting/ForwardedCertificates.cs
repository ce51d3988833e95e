using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServiceAccounts.Server.OAuth;

namespace ServiceAccounts.Server.Hosting;

/// <summary>
/// Takes the client's certificate from the header that the settings name, where one of their proxies sent it, and from nobody
/// else. A proxy speaks for others and never for itself: its own certificate is nobody's that it forwards.
/// </summary>
internal static class ForwardedCertificates
{
    // A certificate with an RSA key of 4096 bits and a dozen names takes half of it; the web server takes no more than 32 KiB.
    private const int MaxHeaderLength = 16 * 1024;

    /// <summary>Must come before anything that takes the address from a header: it is the peer's own that counts.</summary>
    public static void UseForwardedCertificates(this WebApplication app, ProxyOptions options)
    {
        var proxies = options.Networks.Select(network => IPNetwork.Parse(network)).ToArray();
        if (proxies.Length == 0)
        {
            return;
        }

        if (options.CertificateHeader is not { } header)
        {
            app.Use((http, next) =>
            {
                if (IsProxy(http.Connection.RemoteIpAddress, proxies))
                {
                    ClientCertificates.Set(http, null);
                }

                return next(http);
            });
            return;
        }

        app.Use((http, next) =>
        {
            var values = http.Request.Headers[header];
            if (!IsProxy(http.Connection.RemoteIpAddress, proxies))
            {
                http.Request.Headers.Remove(header);
                return next(http);
            }

            if (values.Count > 1 || !TryRead(values.ToString(), out var certificate))
            {
                throw new BadHttpRequestException(
                    $"The header {header} of a proxy is not one certificate, as URL-encoded PEM or as RFC 9440 writes it.");
            }

            ClientCertificates.Set(http, certificate);
            if (certificate is not null)
            {
                http.Response.RegisterForDispose(certificate);
            }

            return next(http);
        });
    }

    /// <summary>
    /// Reads a header: none where it is empty; <c>:base64 of DER:</c> (RFC 9440 section 2.1), or PEM that is URL-encoded, as nginx
    /// writes it.
    /// </summary>
    internal static bool TryRead(string header, out X509Certificate2? certificate)
    {
        certificate = null;
        var text = header.AsSpan().Trim();
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length > MaxHeaderLength)
        {
            return false;
        }

        try
        {
            var der = text is [':', .. var base64, ':'] ? Convert.FromBase64String(base64.ToString()) : FromPem(Uri.UnescapeDataString(text));
            certificate = der is { Length: > 0 } && X509Certificate2.GetCertContentType(der) == X509ContentType.Cert
                ? X509CertificateLoader.LoadCertificate(der)
                : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }

        return certificate is not null;
    }

    private static byte[]? FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields)
            || pem.AsSpan()[fields.Label] is not "CERTIFICATE"
            || !pem.AsSpan(0, fields.Location.Start.Value).Trim().IsEmpty
            || !pem.AsSpan()[fields.Location.End..].Trim().IsEmpty)
        {
            return null;
        }

        return Convert.FromBase64String(pem[fields.Base64Data]);
    }

    private static bool IsProxy(IPAddress? address, IPNetwork[] proxies)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && proxies.Any(network => network.Contains(plain));
    }
}
