using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Server.OAuth;

namespace ServiceAccounts.Server.Callers;

/// <summary>Whether who uses a bound token at our own APIs has proved to have what it is bound to (RFC 7800, the claim <c>cnf</c>).</summary>
internal static class BoundTokens
{
    /// <summary>Why the certificate of the connection is not the one of the token, or null (RFC 8705 section 3).</summary>
    public static string? WhyNotCertificate(IssuedToken token, HttpContext http)
    {
        if (BindingOf(token, "x5t#S256") is not { } bound)
        {
            return null;
        }

        if (ClientCertificates.Of(http) is not { } certificate)
        {
            return "The access token is bound to a certificate, and the connection has none: whoever sent it may have stolen it.";
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(bound), Encoding.ASCII.GetBytes(CertificateThumbprint.Of(certificate)))
            ? null
            : "The access token is bound to another certificate than that of the connection: use the one it was issued to, or get another token.";
    }

    private static string? BindingOf(IssuedToken token, string member) =>
        token.Jwt.TryGetPayloadValue<JsonElement>("cnf", out var binding)
        && binding.ValueKind == JsonValueKind.Object
        && binding.TryGetProperty(member, out var value)
            ? value.GetString() ?? string.Empty
            : null;
}
