using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>What certificates an administrator may give to an application (RFC 8705 sections 2.1 and 2.2).</summary>
public sealed class CertificateRules(DefaultAuthorities defaults)
{
    private const string Pem = "pem";
    private const string Authorities = "certificate_authorities";

    /// <summary>The first certificate of a client at its creation, where its method has one.</summary>
    internal NewCertificate? First(
        CreateClientCertificateRequest? request, ClientAuthenticationMethod method, DateTimeOffset now, Fields fields) =>
        method is ClientAuthenticationMethod.TlsClientAuth or ClientAuthenticationMethod.SelfSignedTlsClientAuth
            ? Required(request, method, now, fields)
            : None(request, fields, "It goes with the methods tls_client_auth and self_signed_tls_client_auth alone.");

    /// <summary>That of the first client of an account, whose method follows from what is known of the certificate.</summary>
    internal NewCertificate? First(CreateClientCertificateRequest? request, bool isNeeded, DateTimeOffset now, Fields fields) =>
        isNeeded ? Required(request, null, now, fields) : None(request, fields, "It goes with the auth_type oauth_tls_client_auth alone.");

    /// <summary>A certificate, found good for a method, or for either where none is given.</summary>
    internal NewCertificate? Read(
        CreateClientCertificateRequest request, ClientAuthenticationMethod? method, DateTimeOffset now, Fields fields)
    {
        (string Field, ClientCertificateMatch Match, string? Value)[] all =
        [
            (Words.Of(ClientCertificateMatch.SubjectDn), ClientCertificateMatch.SubjectDn, request.SubjectDn),
            (Words.Of(ClientCertificateMatch.SanDns), ClientCertificateMatch.SanDns, request.SanDns),
            (Words.Of(ClientCertificateMatch.SanUri), ClientCertificateMatch.SanUri, request.SanUri),
            (Words.Of(ClientCertificateMatch.SanIp), ClientCertificateMatch.SanIp, request.SanIp),
            (Words.Of(ClientCertificateMatch.SanEmail), ClientCertificateMatch.SanEmail, request.SanEmail),
            (Pem, ClientCertificateMatch.Certificate, request.Pem),
        ];
        var given = all.Where(one => !string.IsNullOrWhiteSpace(one.Value)).ToList();
        if (given is not [var (field, match, value)])
        {
            fields.Add(
                given.Count > 1 ? given[1].Field : method == ClientAuthenticationMethod.SelfSignedTlsClientAuth ? Pem : all[0].Field,
                $"Exactly one is required of {string.Join(", ", all.Select(one => one.Field))}.");
            return null;
        }

        if (method is not null && method != NewCertificate.MethodOf(match))
        {
            fields.Add(field, match == ClientCertificateMatch.Certificate
                ? "tls_client_auth knows a certificate by its name: send one of subject_dn, san_dns, san_uri, san_ip, san_email."
                : "self_signed_tls_client_auth knows the certificate itself: send it as pem.");
            return null;
        }

        return match == ClientCertificateMatch.Certificate
            ? ReadKnown(value!, request.CertificateAuthorities, now, fields) // It was found not empty.
            : ReadNamed(field, match, value!, request.CertificateAuthorities, now, fields);
    }

    private NewCertificate? Required(
        CreateClientCertificateRequest? request, ClientAuthenticationMethod? method, DateTimeOffset now, Fields fields)
    {
        if (request is not null)
        {
            return Read(request, method, now, fields.Within("certificate."));
        }

        fields.Add("certificate", "It is required: the name that the client's certificates have, or the certificate itself as pem.");
        return null;
    }

    private static NewCertificate? None(CreateClientCertificateRequest? request, Fields fields, string problem)
    {
        if (request is not null)
        {
            fields.Add("certificate", problem);
        }

        return null;
    }

    private NewCertificate? ReadNamed(
        string field, ClientCertificateMatch match, string value, string? authorities, DateTimeOffset now, Fields fields)
    {
        var text = fields.Text(field, value, ClientCertificate.MaxValueLength);
        if (text is not null && !CertificateName.TryParse(match, text, out _, out var problem))
        {
            fields.Add(field, problem);
        }

        var pem = ReadAuthorities(authorities, now, fields);
        return fields.AreValid ? new NewCertificate(match, text!, pem, null) : null; // A field without a text is not valid.
    }

    private string? ReadAuthorities(string? pem, DateTimeOffset now, Fields fields)
    {
        if (string.IsNullOrWhiteSpace(pem))
        {
            if (!defaults.Authorities.Any)
            {
                fields.Add(Authorities, "It is required: this server's settings name no CA for clients (Certificates:ClientAuthorities).");
            }

            return null;
        }

        if (pem.Length > ClientCertificate.MaxPemLength)
        {
            fields.Add(Authorities, $"It has more than {ClientCertificate.MaxPemLength} characters.");
            return null;
        }

        if (!CertificateAuthorities.TryRead(pem, out var authorities, out var problem))
        {
            fields.Add(Authorities, problem);
            return null;
        }

        if (authorities.WhyUnusable(now) is { } unusable)
        {
            fields.Add(Authorities, unusable);
        }

        return authorities.ToPem();
    }

    private static NewCertificate? ReadKnown(string pem, string? authorities, DateTimeOffset now, Fields fields)
    {
        if (!string.IsNullOrWhiteSpace(authorities))
        {
            fields.Add(Authorities, "It goes with a name alone: a certificate that is known itself needs nobody's word.");
        }

        if (pem.Length > ClientCertificate.MaxPemLength)
        {
            fields.Add(Pem, $"It has more than {ClientCertificate.MaxPemLength} characters.");
            return null;
        }

        if (!CertificatePem.TryRead(pem, 1, out var certificates, out var problem))
        {
            fields.Add(Pem, problem);
            return null;
        }

        using var certificate = certificates[0];
        var end = CertificateTimes.EndOf(certificate);
        if (CertificateKey.WhyWeak(certificate) is { } weak)
        {
            fields.Add(Pem, weak);
        }
        else if (end <= now)
        {
            fields.Add(Pem, "The certificate has expired: send its successor.");
        }

        return fields.AreValid
            ? new NewCertificate(ClientCertificateMatch.Certificate, CertificateThumbprint.Of(certificate), CertificatePem.Write([certificate]), end)
            : null;
    }
}

/// <summary>A certificate that has been found good, for a client that is being made or exists.</summary>
/// <param name="Match">What is looked at.</param>
/// <param name="Value">What must stand there.</param>
/// <param name="Pem">The CAs, or the certificate itself.</param>
/// <param name="ExpiresAt">When it runs out, if ever.</param>
internal sealed record NewCertificate(ClientCertificateMatch Match, string Value, string? Pem, DateTimeOffset? ExpiresAt)
{
    /// <summary>The method that goes with what is looked at.</summary>
    public static ClientAuthenticationMethod MethodOf(ClientCertificateMatch match) => match == ClientCertificateMatch.Certificate
        ? ClientAuthenticationMethod.SelfSignedTlsClientAuth
        : ClientAuthenticationMethod.TlsClientAuth;

    /// <summary>Its row.</summary>
    public ClientCertificate For(Guid applicationId, Access.Caller maker, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ApplicationId = applicationId,
        Match = Match,
        Value = Value,
        Pem = Pem,
        CreatedAt = now,
        CreatedById = maker.PrincipalId,
        CreatedByName = maker.Name,
        ExpiresAt = ExpiresAt,
    };

    /// <summary>Whether a row says the same already.</summary>
    public bool IsSameAs(ClientCertificate row) => row.Match == Match && row.Pem == Pem && (row.Value == Value || IsSameName(row));

    private bool IsSameName(ClientCertificate row) =>
        Match != ClientCertificateMatch.Certificate
        && CertificateName.TryParse(Match, Value, out var name, out _)
        && CertificateName.TryParse(row.Match, row.Value, out var other, out _)
        && name.IsSameAs(other);
}
