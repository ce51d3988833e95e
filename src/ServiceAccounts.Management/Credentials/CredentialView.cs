using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>Shows credentials, with the text only of one that has just been made.</summary>
internal static class CredentialView
{
    public static ClientSecretResponse Of(ClientSecret secret, RevealedCredential? revealed = null, LastUses? uses = null) => new()
    {
        Id = secret.Id,
        ClientSecret = revealed?.TextOf(secret.Id),
        Hint = secret.Hint,
        CreatedAt = secret.CreatedAt,
        ExpiresAt = secret.ExpiresAt,
        CreatedBy = Known(uses, CreatorOf(secret.CreatedById, secret.CreatedByName)),
        LastUsedAt = Known(uses, uses?.Of(secret.Id)?.UsedAt),
        LastUsedFrom = Known(uses, uses?.Of(secret.Id)?.Address),
    };

    public static ApiTokenResponse Of(ApiToken token, RevealedCredential? revealed = null, LastUses? uses = null) => new()
    {
        Changes = new ChangesOfCredential(
            token.CreatedAt, token.CreatedById, token.UpdatedAt ?? token.CreatedAt, token.UpdatedById ?? token.CreatedById),
        Id = token.Id,
        Name = token.Name,
        Token = revealed?.TextOf(token.Id),
        Hint = token.Hint,
        Scopes = token.Scopes,
        Enabled = token.Enabled,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        RetiringUntil = token.RetiringUntil,
        CreatedBy = Known(uses, CreatorOf(token.CreatedById, token.CreatedByName)),
        LastUsedAt = Known(uses, uses?.Of(token.Id)?.UsedAt),
        LastUsedFrom = Known(uses, uses?.Of(token.Id)?.Address),
    };

    public static ClientCertificateResponse Of(ClientCertificate certificate, LastUses? uses = null)
    {
        var isKnown = certificate.Match == ClientCertificateMatch.Certificate;
        return new ClientCertificateResponse
        {
            Id = certificate.Id,
            SubjectDn = NameOf(ClientCertificateMatch.SubjectDn),
            SanDns = NameOf(ClientCertificateMatch.SanDns),
            SanUri = NameOf(ClientCertificateMatch.SanUri),
            SanIp = NameOf(ClientCertificateMatch.SanIp),
            SanEmail = NameOf(ClientCertificateMatch.SanEmail),
            CertificateAuthorities = isKnown ? null : certificate.Pem,
            Pem = isKnown ? certificate.Pem : null,
            Thumbprint = isKnown ? certificate.Value : null,
            CreatedAt = certificate.CreatedAt,
            ExpiresAt = certificate.ExpiresAt,
            CreatedBy = Known(uses, CreatorOf(certificate.CreatedById, certificate.CreatedByName)),
            LastUsedAt = Known(uses, uses?.Of(certificate.Id)?.UsedAt),
            LastUsedFrom = Known(uses, uses?.Of(certificate.Id)?.Address),
        };

        string? NameOf(ClientCertificateMatch match) => certificate.Match == match ? certificate.Value : null;
    }

    // What makes a credential shows it as it is made; what reads it shows what became of it.
    private static Optional<T> Known<T>(LastUses? uses, T? value) => uses is null ? default : new Optional<T>(value);

    private static CredentialCreatorResponse? CreatorOf(Guid? id, string? name) =>
        id is { } known ? new CredentialCreatorResponse(known, name) : null;
}

/// <summary>A credential's text, on its way into the one answer that has it.</summary>
internal sealed class RevealedCredential(Guid id, string text)
{
    public string? TextOf(Guid credentialId) => credentialId == id ? text : null;
}
