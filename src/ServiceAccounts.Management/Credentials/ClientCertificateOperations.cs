using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// What an administrator, or the machine itself, does with the certificates by which a client authenticates (RFC 8705). Several
/// may be active, so that a rotation needs no downtime; one at least is, so that no command locks a machine out.
/// </summary>
public sealed class ClientCertificateOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, CertificateRules rules,
    CredentialUses uses, TimeProvider time)
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
        var found = await FindAsync(db, caller, accountId, clientId, ManagementPermissions.ServiceAccountRead, cancellationToken);
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
        ChangeAsync(caller, accountId, clientId, (db, found) =>
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
        ChangeAsync(caller, accountId, clientId, (db, found) =>
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

    private Task<Outcome<ClientCertificateResponse>> ChangeAsync(
        Caller caller, Guid accountId, string clientId,
        Func<ServiceAccountsDbContext, Found, Outcome<Done<ClientCertificateResponse>>> change, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(
                    db, caller, accountId, clientId, ManagementPermissions.ServiceAccountCredentials, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                // With a token of the very application it holds such a certificate already. Any other credential may be a narrower one.
                var holdsIt = found.Value.IsOwn && caller.ClientId == clientId;
                if (!holdsIt && !await Ceiling.HoldsAllOfAsync(db, caller, accountId, cancellation))
                {
                    return OperationError.AbovePrivileges("The service account");
                }

                var done = change(db, found.Value);
                if (done.Succeeded)
                {
                    found.Value.Account.ChangedBy(caller, time.GetUtcNow());
                    found.Value.Application.ChangedBy(caller, time.GetUtcNow());
                    await db.SaveChangesAsync(cancellation);
                }

                return done;
            },
            cancellationToken);

    private static async Task<Outcome<Found>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid accountId, string clientId, string permission,
        CancellationToken cancellationToken)
    {
        var account = await AccountRows.OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        if (account?.Applications.Find(a => a.ClientId == clientId) is not { } application)
        {
            return OperationError.NotFound("application of this service account");
        }

        var place = caller.Tenant.PlaceOf(account.OrganizationId);
        var isOwn = account.Id == caller.PrincipalId && caller.Can(ManagementPermissions.SelfCredentials, place);
        if (!isOwn && !caller.Can(permission, place))
        {
            return OperationError.Forbidden(permission);
        }

        return application.AuthenticatesByCertificate
            ? new Found(account, application, caller, isOwn)
            : OperationError.Conflict("no_certificates", "The application authenticates by another method than a certificate.");
    }

    private static List<ClientCertificate> ActiveOf(Application application, DateTimeOffset now) =>
        [.. application.Certificates.Where(certificate => !(certificate.ExpiresAt <= now))];

    private static Deed DeedOf(string action, Found found, ClientCertificate certificate) => new(action, "client_certificate", certificate.Id)
    {
        TenantId = found.Account.TenantId,
        PrincipalId = found.Account.Id,
        OrganizationId = found.Account.OrganizationId,
        ClientId = found.Application.ClientId,
        Details = new Dictionary<string, object?>(Shown(certificate)) { ["client_id"] = found.Application.ClientId },
    };

    private sealed record Found(ServiceAccount Account, Application Application, Caller Caller, bool IsOwn);
}
