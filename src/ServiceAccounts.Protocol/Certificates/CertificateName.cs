using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>The one name by which a client's certificates are known, whichever CA of those that are trusted issued them (RFC 8705 section 2.1.2).</summary>
public sealed class CertificateName
{
    private readonly ClientCertificateMatch _kind;
    private readonly string _value;
    private readonly DistinguishedName? _subject;

    private CertificateName(ClientCertificateMatch kind, string value, DistinguishedName? subject) =>
        (_kind, _value, _subject) = (kind, value, subject);

    /// <summary>Reads a name of one of the kinds; or says what it must be.</summary>
    public static bool TryParse(
        ClientCertificateMatch kind, string value, [NotNullWhen(true)] out CertificateName? name, [NotNullWhen(false)] out string? problem)
    {
        DistinguishedName? subject = null;
        var kept = kind == ClientCertificateMatch.SanIp && IPAddress.TryParse(value, out var address) ? address.ToString() : value;
        problem = kind switch
        {
            ClientCertificateMatch.SubjectDn => DistinguishedName.TryParse(value, out subject)
                ? null
                : "It is no distinguished name as RFC 4514 writes it, such as CN=billing,O=Example,C=DE.",
            ClientCertificateMatch.SanDns => IsHostName(value) ? null : "It is one DNS name, such as billing.example.com; no pattern.",
            ClientCertificateMatch.SanUri => IsUri(value) ? null : "It is an absolute URI, such as spiffe://example.com/billing.",
            ClientCertificateMatch.SanIp => IsAddress(value) ? null : "It is an address, such as 192.0.2.1 or 2001:db8::1.",
            ClientCertificateMatch.SanEmail => IsMailbox(value) ? null : "It is an e-mail address, such as billing@example.com.",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is no kind of name."),
        };
        name = problem is null ? new CertificateName(kind, kept, subject) : null;
        return problem is null;
    }

    /// <summary>Whether the certificate has this name.</summary>
    public bool IsIn(X509Certificate2 certificate) => _subject is not null
        ? _subject == DistinguishedName.Of(certificate.SubjectName)
        : AlternativeNames.AnyIn(certificate, (kind, value) => kind == _kind && Equals(value));

    /// <summary>Whether two are the same name, however they are written.</summary>
    public bool IsSameAs(CertificateName other) =>
        _kind == other._kind && (_subject is not null ? _subject == other._subject : Equals(other._value));

    // RFC 5280 section 7.5: of an e-mail address the part before the @ is compared exactly, the host without regard to case.
    // RFC 8705 section 2.1.2: addresses are compared as numbers, and both have been printed by the same hand.
    private bool Equals(string value) => _kind switch
    {
        ClientCertificateMatch.SanDns => string.Equals(_value, value, StringComparison.OrdinalIgnoreCase),
        ClientCertificateMatch.SanEmail => _value.LastIndexOf('@') is var at && value.Length == _value.Length
            && value.StartsWith(_value[..at], StringComparison.Ordinal)
            && value[at..].Equals(_value[at..], StringComparison.OrdinalIgnoreCase),
        _ => string.Equals(_value, value, StringComparison.Ordinal),
    };

    private static bool IsHostName(string value) =>
        value.Length <= 253 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') && Uri.CheckHostName(value) == UriHostNameType.Dns;

    private static bool IsUri(string value) =>
        value.All(c => c is > ' ' and < '\x7f') && value.Contains(':', StringComparison.Ordinal)
        && value[0] != '/' && Uri.TryCreate(value, UriKind.Absolute, out _);

    // The framework takes 1 for 0.0.0.1: what is shown must be what is compared.
    private static bool IsAddress(string value) =>
        IPAddress.TryParse(value, out var address) && !value.Contains('%', StringComparison.Ordinal) && !value.StartsWith('[')
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == value);

    private static bool IsMailbox(string value) =>
        value.All(c => c is > ' ' and < '\x7f') && value.IndexOf('@') is > 0 and var at && at == value.LastIndexOf('@') && IsHostName(value[(at + 1)..]);
}
