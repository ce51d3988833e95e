using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// What an administrator does with the issuers that an application trusts. To add one, or to change what is believed of one, is to
/// give all that the account holds to whoever has such a token.
/// </summary>
public sealed class FederatedCredentialOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, CredentialUses uses, TrustedIssuers issuers,
    IClientKeys clientKeys, TimeProvider time)
{
    /// <summary>The issuers that an application trusts; needs <c>service_account.read</c> where the account is.</summary>
    public async Task<Outcome<Page<FederatedCredentialResponse>>> ListAsync(
        Caller caller, Guid accountId, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FederatedApplication.FindAsync(db, caller, accountId, clientId, ManagementPermissions.ServiceAccountRead, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        var lastUses = await uses.OfAsync(db, [accountId], cancellationToken);
        return new Page<FederatedCredentialResponse>(
            [.. FederatedCredentialView.InOrder(found.Value.Application).Select(c => FederatedCredentialView.Of(c, lastUses))], null);
    }

    /// <summary>One of them; needs <c>service_account.read</c> where the account is.</summary>
    public async Task<Outcome<FederatedCredentialResponse>> GetAsync(
        Caller caller, Guid accountId, string clientId, Guid credentialId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FederatedApplication.FindAsync(db, caller, accountId, clientId, ManagementPermissions.ServiceAccountRead, cancellationToken);
        return !found.Succeeded ? found.Error
            : found.Value.Find(credentialId) is { } credential
                ? FederatedCredentialView.Of(credential, await uses.OfAsync(db, [accountId], cancellationToken))
                : FederatedApplication.NoSuchCredential;
    }

    /// <summary>Adds an issuer that is trusted, once its keys have been found.</summary>
    public async Task<Outcome<FederatedCredentialResponse>> CreateAsync(
        Caller caller, Guid accountId, string clientId, CreateFederatedCredentialRequest request, CancellationToken cancellationToken)
    {
        // Who may not do it makes us ask no host.
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var early = await FederatedApplication.FindToGiveAsync(db, caller, accountId, clientId, cancellationToken);
            if (!early.Succeeded)
            {
                return early.Error;
            }

            var credential = Read(request, early.Value, caller);
            if (!credential.Succeeded)
            {
                return credential.Error;
            }

            if (await issuers.WhyNotAsync(caller.Tenant.TenantId, credential.Value, string.Empty, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return await transaction.RunAsync<FederatedCredentialResponse>(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FederatedApplication.FindToGiveAsync(db, caller, accountId, clientId, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                var credential = Read(request, found.Value, caller);
                if (!credential.Succeeded)
                {
                    return credential.Error;
                }

                db.Add(credential.Value);
                return await DoneAsync(db, caller, found.Value, credential.Value, "federated_credential.created", cancellation);
            },
            cancellationToken);
    }

    /// <summary>Changes what is trusted of an issuer; only another name gives nothing to anybody.</summary>
    public async Task<Outcome<FederatedCredentialResponse>> UpdateAsync(
        Caller caller, Guid accountId, string clientId, Guid credentialId, UpdateFederatedCredentialRequest request, CancellationToken cancellationToken)
    {
        var gives = request.Audience.IsPresent || request.Conditions.IsPresent || request.JwksUrl.IsPresent || request.Jwks.IsPresent
            || request.ExpiresAt.IsPresent;
        if (request.JwksUrl.IsPresent || request.Jwks.IsPresent)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var early = await FindToUpdateAsync(db, caller, cancellationToken);
            if (!early.Succeeded)
            {
                return early.Error;
            }

            if (await issuers.WhyNotAsync(caller.Tenant.TenantId, early.Value.Credential, string.Empty, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return await transaction.RunAsync<FederatedCredentialResponse>(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindToUpdateAsync(db, caller, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                var (application, credential) = found.Value;
                if (!db.ChangeTracker.HasChanges())
                {
                    return new Done<FederatedCredentialResponse>(FederatedCredentialView.Of(credential));
                }

                (credential.UpdatedAt, credential.UpdatedById) = (time.GetUtcNow(), caller.PrincipalId);
                return await DoneAsync(db, caller, application, credential, "federated_credential.updated", cancellation);
            },
            cancellationToken);

        async Task<Outcome<CredentialToUpdate>> FindToUpdateAsync(ServiceAccountsDbContext db, Caller caller, CancellationToken cancellation)
        {
            var found = gives
                ? await FederatedApplication.FindToGiveAsync(db, caller, accountId, clientId, cancellation)
                : await FederatedApplication.FindToChangeAsync(db, caller, accountId, clientId, cancellation);
            if (!found.Succeeded)
            {
                return found.Error;
            }

            if (found.Value.Find(credentialId) is not { } credential)
            {
                return FederatedApplication.NoSuchCredential;
            }

            var fields = new Fields();
            FederatedCredentialRules.Apply(request, credential, time.GetUtcNow(), fields);
            WhyNameTaken(found.Value, credential, fields);
            return fields.AreValid ? new CredentialToUpdate(found.Value, credential) : fields.Error;
        }
    }

    /// <summary>Ends a trust; at our own APIs the tokens that it got end with it.</summary>
    public Task<Outcome<FederatedCredentialResponse>> DeleteAsync(
        Caller caller, Guid accountId, string clientId, Guid credentialId, CancellationToken cancellationToken) =>
        transaction.RunAsync<FederatedCredentialResponse>(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FederatedApplication.FindToChangeAsync(db, caller, accountId, clientId, cancellation);
                if (!found.Succeeded)
                {
                    return found.Error;
                }

                if (found.Value.Find(credentialId) is not { } credential)
                {
                    return FederatedApplication.NoSuchCredential;
                }

                db.Remove(credential);
                return await DoneAsync(db, caller, found.Value, credential, "federated_credential.deleted", cancellation);
            },
            cancellationToken);

    /// <summary>Fetches the keys of an issuer now and forgets the old ones.</summary>
    public async Task<Outcome<KeySetResponse>> RefreshKeysAsync(
        Caller caller, Guid accountId, string clientId, Guid credentialId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FederatedApplication.FindToChangeAsync(db, caller, accountId, clientId, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        if (found.Value.Find(credentialId) is not { } credential)
        {
            return FederatedApplication.NoSuchCredential;
        }

        if (credential.ToTrust()?.UrlFor(caller.Tenant.TenantId) is not { } url)
        {
            return OperationError.Conflict("no_jwks_url", "The keys were given, and are fetched from nowhere: give new ones with PATCH.");
        }

        // The old set is gone whatever comes of it, so it is recorded in either case, for a caller who has hung up too.
        var refresh = await clientKeys.RefreshAsync(url, cancellationToken);
        var deed = FederatedCredentialView.DeedOf(FetchedKeySets.IssuerRefreshedAction, found.Value.Account, found.Value.Application, credential) with
        {
            Details = new Dictionary<string, object?> { ["client_id"] = clientId, ["keys"] = refresh.Keys?.Keys.Select(key => key.KeyId).ToList(), ["problem"] = refresh.Problem },
        };
        var recorded = await transaction.RunAsync(
            caller, (_, _, _) => Task.FromResult<Outcome<Done<ClientKeyRefresh>>>(new Done<ClientKeyRefresh>(refresh, deed)), CancellationToken.None);
        return (recorded.Error, refresh.Keys) switch
        {
            ({ } error, _) => error,
            (_, { } keys) => new KeySetResponse([.. keys.Keys.Select(key => new FetchedKeyResponse(key.KeyId))], [.. keys.Refused]),
            _ => OperationError.Conflict("keys_unavailable", refresh.Problem ?? "The keys cannot be had."),
        };
    }

    private Outcome<FederatedCredential> Read(CreateFederatedCredentialRequest request, FederatedApplication application, Caller caller)
    {
        var fields = new Fields();
        var credential = FederatedCredentialRules.Read(request, application.Application.Id, caller, time.GetUtcNow(), fields);
        WhyNameTaken(application, credential, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        return application.Application.FederatedCredentials.Count < FederatedCredential.MaxCredentials
            ? credential
            : OperationError.LimitReached($"The application trusts {FederatedCredential.MaxCredentials} issuers: delete one that is no longer used.");
    }

    private static void WhyNameTaken(FederatedApplication application, FederatedCredential credential, Fields fields)
    {
        if (application.Application.FederatedCredentials.Any(other => other.Id != credential.Id && other.Name == credential.Name))
        {
            fields.Add("name", "Another federated credential of the application has this name.");
        }
    }

    private async Task<Outcome<Done<FederatedCredentialResponse>>> DoneAsync(
        ServiceAccountsDbContext db, Caller caller, FederatedApplication found, FederatedCredential credential, string action,
        CancellationToken cancellationToken)
    {
        found.Account.ChangedBy(caller, time.GetUtcNow());
        found.Application.ChangedBy(caller, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new Done<FederatedCredentialResponse>(
            FederatedCredentialView.Of(credential), FederatedCredentialView.DeedOf(action, found.Account, found.Application, credential));
    }

    private sealed record CredentialToUpdate(FederatedApplication Application, FederatedCredential Credential);
}
