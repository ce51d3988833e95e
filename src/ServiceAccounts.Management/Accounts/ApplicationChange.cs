using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Management.Policies;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Changes the settings of an OAuth client, by itself or with its account.</summary>
internal static class ApplicationChange
{
    /// <summary>
    /// Sets what the request has. Who changes its keys, widens its scopes, loosens its policy or enables it gives all that the
    /// account holds, and so must hold it.
    /// </summary>
    public static async Task<OperationError?> ApplyAsync(
        ServiceAccountsDbContext db, Caller caller, ApplicationSettings settings, Application application, UpdateApplicationRequest request,
        CancellationToken cancellationToken)
    {
        var (scopes, enabled, policy) = (application.AllowedScopes, application.Enabled, application.Policy);
        var fields = new Fields();
        settings.Apply(request, application, caller.Tenant, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        var gives = request.JwksUrl.IsPresent || request.Jwks.IsPresent
            || IsWider(application.AllowedScopes, scopes) || (application.Enabled && !enabled)
            || !StoredPolicy.RulesOf(application.Policy).IsWithin(StoredPolicy.RulesOf(policy));
        if (gives && !await Ceiling.HoldsAllOfAsync(db, caller, application.PrincipalId, cancellationToken))
        {
            return OperationError.AbovePrivileges("The service account");
        }

        // What it has got ends, and does not come back when it is enabled again. The account's other clients ask for new tokens.
        if (enabled && !application.Enabled)
        {
            (await db.Set<Principal>().SingleAsync(p => p.Id == application.PrincipalId, cancellationToken)).Epoch++;
        }

        return null;
    }

    /// <summary>The ledger's word of it.</summary>
    public static Deed DeedOf(string action, ServiceAccount account, Application application) => new(action, "application", application.Id)
    {
        TenantId = account.TenantId,
        PrincipalId = account.Id,
        OrganizationId = account.OrganizationId,
        ClientId = application.ClientId,
        Details = new Dictionary<string, object?>
        {
            ["client_id"] = application.ClientId,
            ["name"] = application.Name,
            ["description"] = application.Description,
            ["authentication_method"] = Words.Of(application.AuthenticationMethod),
            ["access_token_ttl_seconds"] = application.AccessTokenTtlSeconds,
            ["allowed_scopes"] = application.AllowedScopes,
            ["default_api_id"] = application.DefaultApiId,
            ["enabled"] = application.Enabled,
            ["assertion_audience"] = Words.AssertionAudienceOf(application.AllowsTokenEndpointAudience),
            ["assertion_max_lifetime_seconds"] = application.AssertionMaxLifetimeSeconds,
            ["policy"] = PolicyView.Detail(application.Policy),
            ["jwks_url"] = KeyRules.ShownUrl(application.KeySet?.JwksUrl),
            ["certificates"] = application.AuthenticatesByCertificate ? application.Certificates.ConvertAll(ClientCertificateOperations.Shown) : null,
            ["federated_credentials"] = application.AuthenticationMethod == ClientAuthenticationMethod.Federated
                ? FederatedCredentialView.InOrder(application).Select(c => c.Name).ToList()
                : null,
        },
    };

    // Null is all that the account has.
    private static bool IsWider(string[]? scopes, string[]? before) =>
        before is not null && scopes?.Except(before, StringComparer.Ordinal).Any() != false;
}
