using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// What an administrator, or the machine itself, does with the certificates by which a client authenticates (RFC 8705). Several
/// may be active, so that a rotation needs no downtime; one at least is, so that no command locks a machine out.
/// </summary>
public sealed class ClientCertificateOperations(
    CredentialChange change, IDbContextFactory<ServiceAccountsDbContext> contexts, CertificateRules rules, CredentialUses uses,
    TimeProvider time)
{
    private const int MaxActive = TrustedCertificate.MaxActive;

    /// <summary>
    /// The certificates of an application, and which of them can go; needs <c>service_account.read</c>, or to be the account.
    /// </summary>
    public async Task<Outcome<Page<ClientCertificateResponse>>> ListAsync(
        Caller caller, Guid accountId, string clientId, int? unusedDays, CancellationToken cancellationToken)
    {
        var days = unusedDays ?? Retirement.DefaultUnusedDays;
        if (Retirement.WhyInvalid(days) is { } invalid)
        {
            return invalid;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await CredentialChange.FindAsync(
            db, caller, accountId, clientId, ManagementPermissions.ServiceAccountRead, WhyNot, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var lastUses = await uses.OfAsync(db, [accountId], cancellationToken);
        var certificates = found.Value.Application.Certificates.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToList();
        var lives = certificates.ConvertAll(c => CredentialLife.Of(c, lastUses));
        var now = time.GetUtcNow();
        return new Page<ClientCertificateResponse>(
            [.. certificates.Zip(lives, (certificate, life) =>
                CredentialView.Of(certificate, lastUses) with { SafeToRetire = Retirement.Of(life, lives, days, now) })],
            null);
    }

    /// <summary>Makes a certificate known beside those there are; those that have run out go.</summary>
    public Task<Outcome<ClientCertificateResponse>> CreateAsync(
        Caller caller, Guid accountId, string clientId, CreateClientCertificateRequest request, CancellationToken cancellationToken) =>
        change.RunAsync<ClientCertificateResponse>(caller, accountId, clientId, WhyNot, (db, found) =>
        {
            var (now, fields) = (time.GetUtcNow(), new Fields());
            if (rules.Read(request, found.Application.AuthenticationMethod, now, fields) is not { } certificate)
            {
                return fields.Error;
            }

            var active = ActiveOf(found.Application, now);
            if (active.Exists(certificate.IsSameAs))
            {
                return OperationError.Conflict("certificate_exists", "The application has this certificate, or this name with the same CAs, already.");
            }

            if (active.Count >= MaxActive)
            {
                return OperationError.LimitReached($"The application has {MaxActive} active certificates: delete one that is no longer used.");
            }

            var row = certificate.For(found.Application.Id, found.Caller, now);
            db.RemoveRange(found.Application.Certificates.Except(active));
            db.Add(row);
            return new Done<ClientCertificateResponse>(CredentialView.Of(row), DeedOf("client_certificate.created", found, row));
        }, cancellationToken);

    /// <summary>Deletes a certificate by id; the last active one is refused.</summary>
    public Task<Outcome<ClientCertificateResponse>> DeleteAsync(
        Caller caller, Guid accountId, string clientId, Guid certificateId, CancellationToken cancellationToken) =>
        change.RunAsync<ClientCertificateResponse>(caller, accountId, clientId, WhyNot, (db, found) =>
        {
            if (found.Application.Certificates.Find(c => c.Id == certificateId) is not { } certificate)
            {
                return OperationError.NotFound("certificate of this application");
            }

            if (ActiveOf(found.Application, time.GetUtcNow()) is [var last] && last == certificate)
            {
                return OperationError.Conflict(
                    "last_certificate", "It is the last active certificate, and the machine would be locked out: add another first.");
            }

            db.Remove(certificate);
            return new Done<ClientCertificateResponse>(
                CredentialView.Of(certificate), DeedOf("client_certificate.deleted", found, certificate));
        }, cancellationToken);

    /// <summary>What the ledger says of a certificate.</summary>
    internal static Dictionary<string, object?> Shown(ClientCertificate certificate) => new()
    {
        [Words.Of(certificate.Match)] = certificate.Value,
        ["expires_at"] = certificate.ExpiresAt,
    };

    private static OperationError? WhyNot(Application application) => application.AuthenticatesByCertificate
        ? null
        : OperationError.Conflict("no_certificates", "The application authenticates by another method than a certificate.");

    private static List<ClientCertificate> ActiveOf(Application application, DateTimeOffset now) =>
        [.. application.Certificates.Where(certificate => !(certificate.ExpiresAt <= now))];

    private static Deed DeedOf(string action, ChangedApplication found, ClientCertificate certificate) =>
        found.DeedOf(action, "client_certificate", certificate.Id, Shown(certificate));
}
