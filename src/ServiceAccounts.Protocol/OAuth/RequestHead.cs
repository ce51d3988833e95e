using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.OAuth;

/// <summary>What a request brings beside its body, and nobody has believed yet.</summary>
/// <param name="Authorization">The <c>Authorization</c> header; null where there is none.</param>
public readonly record struct RequestHead(string? Authorization)
{
    /// <summary>The <c>DPoP</c> header (RFC 9449 section 4.1): a proof that its sender has a key.</summary>
    public string? DPoP { get; init; }

    /// <summary>The path at which the request came, as it was sent; there only where <see cref="DPoP"/> is, which names it.</summary>
    public string? Path { get; init; }

    /// <summary>The certificate of the TLS connection (RFC 8705), whose key its sender has proved to have.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Where the request came from, where that is known.</summary>
    public IPAddress? Address { get; init; }
}
