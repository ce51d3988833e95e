using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ClientSecret = ServiceAccounts.Storage.Credentials.ClientSecret;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// What an administrator, or the machine itself, does with client secrets. One or two are active at any time: two, so that a
/// rotation needs no downtime; one at least, so that no command locks a machine out.
/// </summary>
public sealed class ClientSecretOperations(
    CredentialChange change, IDbContextFactory<ServiceAccountsDbContext> contexts, NewCredential newCredential, SecretHasher hasher,
    CredentialUses uses, TimeProvider time)
{
    private const int MaxActive = Protocol.Clients.ClientSecret.MaxActive;

    /// <summary>
    /// The secrets of an application, never their text, and which of them can go; needs <c>service_account.read</c>, or to be
    /// the account.
    /// </summary>
    public async Task<Outcome<Page<ClientSecretResponse>>> ListAsync(
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
        var secrets = found.Value.Application.Secrets.OrderBy(s => s.CreatedAt).ToList();
        var lives = secrets.ConvertAll(s => CredentialLife.Of(s, lastUses));
        var now = time.GetUtcNow();
        return new Page<ClientSecretResponse>(
            [.. secrets.Zip(lives, (secret, life) =>
                CredentialView.Of(secret, uses: lastUses) with { SafeToRetire = Retirement.Of(life, lives, days, now) })],
            null);
    }

    /// <summary>Makes a secret beside the one there is; a third active one is refused.</summary>
    public Task<Outcome<ClientSecretResponse>> CreateAsync(
        Caller caller, Guid accountId, string clientId, CreateClientSecretRequest request, CancellationToken cancellationToken) =>
        change.RunAsync<ClientSecretResponse>(caller, accountId, clientId, WhyNot, (db, found) =>
        {
            var now = time.GetUtcNow();
            var fields = new Fields();
            var expiresAt = fields.End("expires_at", request.ExpiresAt, now);
            if (!fields.AreValid)
            {
                return fields.Error;
            }

            if (ActiveOf(found.Application, now).Count >= MaxActive)
            {
                return OperationError.LimitReached(
                    $"The application has {MaxActive} active secrets: delete the one that is no longer used, or replace both.");
            }

            return Add(db, found, expiresAt, now, "client_secret.created");
        }, cancellationToken);

    /// <summary>Deletes a secret by id; the last active one is refused.</summary>
    public Task<Outcome<ClientSecretResponse>> DeleteAsync(
        Caller caller, Guid accountId, string clientId, Guid secretId, CancellationToken cancellationToken) =>
        change.RunAsync<ClientSecretResponse>(caller, accountId, clientId, WhyNot, (db, found) =>
            Delete(db, found, found.Application.Secrets.Find(s => s.Id == secretId)), cancellationToken);

    /// <summary>Deletes a secret by its text; the last active one is refused.</summary>
    public Task<Outcome<ClientSecretResponse>> DeleteAsync(
        Caller caller, Guid accountId, string clientId, DeleteClientSecretRequest request, CancellationToken cancellationToken) =>
        change.RunAsync<ClientSecretResponse>(caller, accountId, clientId, WhyNot, (db, found) =>
        {
            if (string.IsNullOrEmpty(request.ClientSecret))
            {
                return OperationError.Invalid(new Dictionary<string, string> { ["client_secret"] = "It is required." });
            }

            var secrets = found.Application.Secrets;
            var match = hasher.FindMatch(request.ClientSecret, [.. secrets.Select(s => s.ToHash())], MaxActive);
            return Delete(db, found, match >= 0 ? secrets[match] : null);
        }, cancellationToken);

    /// <summary>Makes a new secret and deletes all others in one step: the answer to a leak.</summary>
    public Task<Outcome<ClientSecretResponse>> ReplaceAsync(
        Caller caller, Guid accountId, string clientId, CreateClientSecretRequest request, CancellationToken cancellationToken) =>
        change.RunAsync<ClientSecretResponse>(caller, accountId, clientId, WhyNot, (db, found) =>
        {
            var now = time.GetUtcNow();
            var fields = new Fields();
            var expiresAt = fields.End("expires_at", request.ExpiresAt, now);
            if (!fields.AreValid)
            {
                return fields.Error;
            }

            db.RemoveRange(found.Application.Secrets);
            return Add(db, found, expiresAt, now, "client_secret.replaced");
        }, cancellationToken);

    private Outcome<Done<ClientSecretResponse>> Add(
        ServiceAccountsDbContext db, ChangedApplication found, DateTimeOffset? expiresAt, DateTimeOffset now, string action)
    {
        var (secret, text) = newCredential.ClientSecret(found.Application.Id, now, expiresAt, found.Caller);
        db.Add(secret);
        return new Done<ClientSecretResponse>(
            CredentialView.Of(secret, new RevealedCredential(secret.Id, text)), DeedOf(action, found, secret));
    }

    private Outcome<Done<ClientSecretResponse>> Delete(ServiceAccountsDbContext db, ChangedApplication found, ClientSecret? secret)
    {
        if (secret is null)
        {
            return OperationError.NotFound("client secret of this application");
        }

        var active = ActiveOf(found.Application, time.GetUtcNow());
        if (active is [var last] && last == secret)
        {
            return OperationError.Conflict(
                "last_secret", "It is the last active secret, and the machine would be locked out: make another first, or replace it.");
        }

        db.Remove(secret);
        return new Done<ClientSecretResponse>(CredentialView.Of(secret), DeedOf("client_secret.deleted", found, secret));
    }

    private static OperationError? WhyNot(Application application) =>
        application.AuthenticationMethod == ClientAuthenticationMethod.ClientSecret
            ? null
            : OperationError.Conflict("no_client_secrets", "The application authenticates by another method than a client secret.");

    private static List<ClientSecret> ActiveOf(Application application, DateTimeOffset now) =>
        [.. application.Secrets.Where(secret => !(secret.ExpiresAt <= now))];

    private static Deed DeedOf(string action, ChangedApplication found, ClientSecret secret) => found.DeedOf(
        action, "client_secret", secret.Id, new() { ["hint"] = secret.Hint, ["expires_at"] = secret.ExpiresAt });
}
