using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What an administrator does with the OAuth clients of a service account.</summary>
public sealed class ApplicationOperations(
    ManagementTransaction transaction, CredentialUses uses, TokenLifetimes lifetimes, IOptions<AssertionOptions> assertions,
    TimeProvider time)
{
    private const int MinAssertionLifetimeSeconds = 10;

    /// <summary>
    /// Changes a client; needs <c>service_account.update</c> where the account is. Who changes its keys or widens its scopes
    /// gives all that the account holds, and so must hold it.
    /// </summary>
    public Task<Outcome<ApplicationResponse>> UpdateAsync(
        Caller caller, Guid accountId, string clientId, long? expectedVersion, UpdateApplicationRequest request,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            (db, caller, cancellation) => ChangeAsync(db, caller, accountId, clientId, expectedVersion, request, cancellation),
            cancellationToken);

    private async Task<Outcome<Done<ApplicationResponse>>> ChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Guid accountId, string clientId, long? expectedVersion,
        UpdateApplicationRequest request, CancellationToken cancellationToken)
    {
        var account = await AccountRows.OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        if (account?.Applications.Find(a => a.ClientId == clientId) is not { } application)
        {
            return OperationError.NotFound("application of this service account");
        }

        if (!caller.Can(ManagementPermissions.ServiceAccountUpdate, caller.Tenant.PlaceOf(account.OrganizationId)))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountUpdate);
        }

        if (expectedVersion is not null && expectedVersion != account.Version)
        {
            return OperationError.Stale();
        }

        var gives = request.JwksUrl.IsPresent || request.Jwks.IsPresent || request.AllowedScopes.IsPresent;
        if (gives && !await Ceiling.HoldsAllOfAsync(db, caller, accountId, cancellationToken))
        {
            return OperationError.AbovePrivileges("The service account");
        }

        var fields = new Fields();
        Apply(request, account, application, caller.Tenant, fields);
        ApplyToAssertions(request, application, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        var lastUses = await uses.OfAsync(db, [account.Id], cancellationToken);
        if (!db.ChangeTracker.HasChanges())
        {
            return new Done<ApplicationResponse>(ServiceAccountView.Show(application, uses: lastUses));
        }

        account.Version++;
        account.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        return new Done<ApplicationResponse>(ServiceAccountView.Show(application, uses: lastUses), DeedOf(account, application));
    }

    private void Apply(
        UpdateApplicationRequest request, ServiceAccount account, Application application, TenantAccess tenant, Fields fields)
    {
        if (request.AccessTokenTtlSeconds is { IsPresent: true, Value: var ttl })
        {
            application.AccessTokenTtlSeconds = lifetimes.Of(ttl, account.AuthType, tenant, fields);
        }

        if (request.AllowedScopes is { IsPresent: true, Value: var scopes })
        {
            if (scopes?.Count > ScopeList.MaxCount || scopes?.All(s => s is not null && ScopeList.IsScopeToken(s)) == false)
            {
                fields.Add("allowed_scopes", $"It is a list of at most {ScopeList.MaxCount} scopes, or null.");
            }

            application.AllowedScopes = scopes?.Distinct(StringComparer.Ordinal).ToArray();
        }

        if (request.DefaultApiId is { IsPresent: true, Value: var apiId })
        {
            if (apiId is not null && tenant.Apis.All(api => api.Id != apiId))
            {
                fields.Add("default_api_id", "The tenant has no Api of this id.");
            }

            application.DefaultApiId = apiId;
        }

        if (request.Enabled is { IsPresent: true, Value: var enabled })
        {
            application.Enabled = enabled ?? true;
        }
    }

    private void ApplyToAssertions(UpdateApplicationRequest request, Application application, Fields fields)
    {
        var concerned = new[]
        {
            ("assertion_audience", request.AssertionAudience.IsPresent),
            ("assertion_max_lifetime_seconds", request.AssertionMaxLifetimeSeconds.IsPresent),
            ("jwks_url", request.JwksUrl.IsPresent),
            ("jwks", request.Jwks.IsPresent),
        };
        if (application.KeySet is not { } keySet)
        {
            foreach (var (field, _) in concerned.Where(member => member.Item2))
            {
                fields.Add(field, "The application authenticates by another method than an assertion.");
            }

            return;
        }

        if (request.AssertionAudience is { IsPresent: true, Value: var audience })
        {
            application.AllowsTokenEndpointAudience =
                fields.OneOf("assertion_audience", audience ?? "issuer", Words.AssertionAudiences) ?? false;
        }

        if (request.AssertionMaxLifetimeSeconds is { IsPresent: true, Value: var lifetime })
        {
            var maximum = assertions.Value.MaximumLifetimeSeconds;
            if (lifetime < MinAssertionLifetimeSeconds || lifetime > maximum)
            {
                fields.Add("assertion_max_lifetime_seconds", $"It is a number from {MinAssertionLifetimeSeconds} to {maximum}.");
            }

            application.AssertionMaxLifetimeSeconds = lifetime ?? Application.DefaultAssertionLifetimeSeconds;
        }

        if (request.JwksUrl.IsPresent || request.Jwks.IsPresent)
        {
            var jwks = KeyRules.Read(request.JwksUrl.Value, request.Jwks.Value, fields);
            (keySet.JwksUrl, keySet.Jwks) = (request.JwksUrl.Value, jwks);
        }
    }

    private static Deed DeedOf(ServiceAccount account, Application application) => new("application.updated", "application", application.Id)
    {
        TenantId = account.TenantId,
        PrincipalId = account.Id,
        OrganizationId = account.OrganizationId,
        Details = new Dictionary<string, object?>
        {
            ["client_id"] = application.ClientId,
            ["access_token_ttl_seconds"] = application.AccessTokenTtlSeconds,
            ["allowed_scopes"] = application.AllowedScopes,
            ["default_api_id"] = application.DefaultApiId,
            ["enabled"] = application.Enabled,
            ["assertion_audience"] = Words.AssertionAudienceOf(application.AllowsTokenEndpointAudience),
            ["assertion_max_lifetime_seconds"] = application.AssertionMaxLifetimeSeconds,
            ["jwks_url"] = KeyRules.ShownUrl(application.KeySet?.JwksUrl),
        },
    };
}
