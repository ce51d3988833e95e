using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Management.Policies;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What an administrator does with the OAuth clients of a service account.</summary>
public sealed class ApplicationOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, CredentialUses uses,
    NewApplication newApplication, ApplicationSettings settings, TrustedIssuers issuers, CertificateRules certificates, TimeProvider time)
{
    private const int MaxApplications = 10;

    /// <summary>The clients of an account; needs <c>service_account.read</c> where it is.</summary>
    public async Task<Outcome<Page<ApplicationResponse>>> ListAsync(Caller caller, Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(db, caller, accountId, ManagementPermissions.ServiceAccountRead, null, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var lastUses = await uses.OfAsync(db, [accountId], cancellationToken);
        return new Page<ApplicationResponse>(
            [.. ServiceAccountView.InOrder(found.Value).Select(a => Show(caller, a, found.Value, lastUses))], null);
    }

    /// <summary>One client; needs <c>service_account.read</c> where the account is.</summary>
    public async Task<Outcome<ApplicationResponse>> GetAsync(
        Caller caller, Guid accountId, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(db, caller, accountId, ManagementPermissions.ServiceAccountRead, clientId, cancellationToken);
        return found.Succeeded
            ? Show(caller, Of(found.Value, clientId), found.Value, await uses.OfAsync(db, [accountId], cancellationToken))
            : found.Error;
    }

    /// <summary>Makes another client, with its first secret or with its keys; who makes one gives all that the account holds.</summary>
    public async Task<Outcome<ApplicationResponse>> CreateAsync(
        Caller caller, Guid accountId, CreateApplicationRequest request, CancellationToken cancellationToken) =>
        request.FederatedCredential is { } trusted && await WhyNotTrustedAsync(caller, accountId, trusted, cancellationToken) is { } refused
            ? refused
            : await CreateOnceAsync(caller, accountId, request, cancellationToken);

    private Task<Outcome<ApplicationResponse>> CreateOnceAsync(
        Caller caller, Guid accountId, CreateApplicationRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, accountId, null, null, ManagementPermissions.ServiceAccountCredentials,
            async (db, caller, account, cancellation) =>
            {
                if (!await Ceiling.HoldsAllOfAsync(db, caller, accountId, cancellation))
                {
                    return OperationError.AbovePrivileges("The service account");
                }

                if (account.Applications.Count >= MaxApplications)
                {
                    return OperationError.LimitReached(
                        $"The service account has {MaxApplications} applications: delete one that is no longer used.");
                }

                var fields = new Fields();
                if (fields.OneOf("authentication_method", request.AuthenticationMethod, Words.AuthenticationMethods) is not { } method)
                {
                    return fields.Error;
                }

                var now = time.GetUtcNow();
                var certificate = certificates.First(request.Certificate, method, now, fields);
                var (application, revealed) = newApplication.Of(account, method, 0, certificate, caller, now);
                settings.Apply(request, application, caller.Tenant, fields);
                if (request.FederatedCredential is { } trusted)
                {
                    AddTrust(trusted, application, caller, now, fields);
                }

                if (!fields.AreValid)
                {
                    return fields.Error;
                }

                db.Add(application);
                account.ChangedBy(caller, now);
                return new Done<ApplicationResponse>(
                    Show(caller, application, account, null, revealed),
                    [
                        ApplicationChange.DeedOf("application.created", account, application),
                        .. application.FederatedCredentials.Select(c => FederatedCredentialView.DeedOf("federated_credential.created", account, application, c)),
                    ]);
            },
            cancellationToken);

    /// <summary>
    /// Changes a client; needs <c>service_account.update</c> where the account is. Who changes its keys, widens its scopes, loosens
    /// its policy or enables it gives all that the account holds, and so must hold it.
    /// </summary>
    public Task<Outcome<ApplicationResponse>> UpdateAsync(
        Caller caller, Guid accountId, string clientId, long? expectedVersion, UpdateApplicationRequest request,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, accountId, clientId, expectedVersion, ManagementPermissions.ServiceAccountUpdate,
            async (db, caller, account, cancellation) =>
            {
                var application = Of(account, clientId);
                if (await ApplicationChange.ApplyAsync(db, caller, settings, application, request, cancellation) is { } refused)
                {
                    return refused;
                }

                var lastUses = await uses.OfAsync(db, [accountId], cancellation);
                if (!db.ChangeTracker.HasChanges())
                {
                    return new Done<ApplicationResponse>(Show(caller, application, account, lastUses));
                }

                account.ChangedBy(caller, time.GetUtcNow());
                application.ChangedBy(caller, time.GetUtcNow());
                return new Done<ApplicationResponse>(
                    Show(caller, application, account, lastUses), ApplicationChange.DeedOf("application.updated", account, application));
            },
            cancellationToken);

    /// <summary>Deletes a client with its credentials; at our own APIs the tokens it got end with it.</summary>
    public Task<Outcome<ApplicationResponse>> DeleteAsync(
        Caller caller, Guid accountId, string clientId, long? expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, accountId, clientId, expectedVersion, ManagementPermissions.ServiceAccountCredentials,
            (db, caller, account, _) =>
            {
                var application = Of(account, clientId);
                db.Remove(application);
                account.ChangedBy(caller, time.GetUtcNow());
                return Task.FromResult<Outcome<Done<ApplicationResponse>>>(new Done<ApplicationResponse>(
                    Show(caller, application, account, null), ApplicationChange.DeedOf("application.deleted", account, application)));
            },
            cancellationToken);

    private static void AddTrust(
        CreateFederatedCredentialRequest trusted, Application application, Caller caller, DateTimeOffset now, Fields fields)
    {
        if (application.AuthenticationMethod != ClientAuthenticationMethod.Federated)
        {
            fields.Add("federated_credential", "It goes with the authentication_method federated alone.");
            return;
        }

        application.FederatedCredentials.Add(FederatedCredentialRules.Read(trusted, application.Id, caller, now, fields.Within("federated_credential.")));
    }

    // Before the transaction: no write waits for an issuer. Who may not make an application makes us ask none.
    private async Task<OperationError?> WhyNotTrustedAsync(
        Caller caller, Guid accountId, CreateFederatedCredentialRequest trusted, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(db, caller, accountId, ManagementPermissions.ServiceAccountCredentials, null, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        if (await Ceiling.WhyOutOfReachAsync(db, caller, accountId, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (!await Ceiling.HoldsAllOfAsync(db, caller, accountId, cancellationToken))
        {
            return OperationError.AbovePrivileges("The service account");
        }

        // What is wrong with it in itself is said together with whatever else is wrong with the request.
        var fields = new Fields();
        var credential = FederatedCredentialRules.Read(trusted, Guid.Empty, caller, time.GetUtcNow(), fields);
        return fields.AreValid ? await issuers.WhyNotAsync(caller.Tenant.TenantId, credential, "federated_credential.", cancellationToken) : null;
    }

    private Task<Outcome<ApplicationResponse>> ChangeAsync(
        Caller caller, Guid accountId, string? clientId, long? expectedVersion, string permission,
        Func<ServiceAccountsDbContext, Caller, ServiceAccount, CancellationToken, Task<Outcome<Done<ApplicationResponse>>>> change,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, accountId, permission, clientId, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                if (expectedVersion is not null && expectedVersion != found.Value.Version)
                {
                    return OperationError.Stale();
                }

                return await Ceiling.WhyOutOfReachAsync(db, caller, accountId, cancellation) is { } refused
                    ? refused
                    : await change(db, caller, found.Value, cancellation);
            },
            cancellationToken);

    private static async Task<Outcome<ServiceAccount>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid accountId, string permission, string? clientId, CancellationToken cancellationToken)
    {
        var account = await AccountRows.OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        if (account is null || (clientId is not null && account.Applications.All(a => a.ClientId != clientId)))
        {
            return OperationError.NotFound(clientId is null ? "service account" : "application of this service account");
        }

        return caller.Can(permission, caller.Tenant.PlaceOf(account.OrganizationId)) ? account : OperationError.Forbidden(permission);
    }

    private static ApplicationResponse Show(
        Caller caller, Application application, ServiceAccount account, LastUses? uses, RevealedCredential? revealed = null) =>
        ServiceAccountView.Show(application, account.Version, revealed, uses) with
        {
            EffectivePolicy = PolicyView.Effective(application.Policy, caller.Tenant.Policy),
        };

    // FindAsync found it.
    private static Application Of(ServiceAccount account, string clientId) => account.Applications.Single(a => a.ClientId == clientId);
}
