using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Makes service accounts with their first credentials, in one transaction: there is no half-made one.</summary>
public sealed class ServiceAccountCreation(
    ManagementTransaction transaction, NewAccountRows rows, TokenLifetimes lifetimes, CertificateRules certificates, TrustedIssuers issuers,
    TimeProvider time)
{
    /// <summary>Makes an account; needs <c>service_account.create</c> at its organization, and all that it is given.</summary>
    public Task<Outcome<ServiceAccountResponse>> CreateAsync(
        Caller caller, CreateServiceAccountRequest request, CancellationToken cancellationToken) =>
        CreateAsync(caller, request, CreationPolicy.Native, cancellationToken);

    /// <summary>The same for a surface that settles more than the request says.</summary>
    public async Task<Outcome<ServiceAccountResponse>> CreateAsync(
        Caller caller, CreateServiceAccountRequest request, CreationPolicy policy, CancellationToken cancellationToken)
    {
        var made = await AddAsync(caller, (tenant, now) => CreationPlan.Of(request, policy, tenant, lifetimes, certificates, now), cancellationToken);
        return made.Succeeded ? made.Value.Items[0] : made.Error;
    }

    /// <summary>Makes up to 100 accounts, all or none; each needs what it needs alone.</summary>
    public Task<Outcome<ServiceAccountsResponse>> CreateAsync(
        Caller caller, CreateServiceAccountsRequest request, CancellationToken cancellationToken) =>
        AddAsync(caller, (tenant, now) => CreationPlan.Of(request, tenant, lifetimes, certificates, now), cancellationToken);

    private async Task<Outcome<ServiceAccountsResponse>> AddAsync(
        Caller caller, Func<TenantAccess, DateTimeOffset, Outcome<CreationPlan>> plan, CancellationToken cancellationToken)
    {
        // Who may not create learns that first: a request that would be refused anyway is not worth reading its keys.
        if (!caller.CanAnywhere(ManagementPermissions.ServiceAccountCreate))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountCreate);
        }

        var early = plan(caller.Tenant, time.GetUtcNow());
        if (!early.Succeeded)
        {
            return early.Error;
        }

        if (await WhyNotTrustedAsync(caller, early.Value, cancellationToken) is { } refused)
        {
            return refused;
        }

        return await transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                // Roles and groups are those of now: the plan is made again where the tenant has changed meanwhile.
                var current = ReferenceEquals(early.Value.Tenant, caller.Tenant) ? early : plan(caller.Tenant, time.GetUtcNow());
                return current.Succeeded ? await AddAsync(db, caller, current.Value, cancellation) : current.Error;
            },
            cancellationToken);
    }

    // Before the transaction: no write waits for an issuer.
    private async Task<OperationError?> WhyNotTrustedAsync(Caller caller, CreationPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var trusting = Enumerable.Range(0, plan.Accounts.Count).Where(i => plan.Accounts[i].FederatedCredential is not null).ToList();
        var credentials = trusting.ConvertAll(i => FederatedCredentialRules.Read(plan.Accounts[i].FederatedCredential!, Guid.Empty, caller, now, new Fields())); // Chosen for it.
        var problems = trusting.Count == 0 ? [] : await issuers.CheckAsync(caller.Tenant.TenantId, credentials, cancellationToken);
        for (var i = 0; i < problems.Count; i++)
        {
            if (problems[i] is var (field, problem))
            {
                return plan.At(trusting[i], OperationError.Invalid(new Dictionary<string, string> { [$"federated_credential.{field}"] = problem }));
            }
        }

        return null;
    }

    private async Task<Outcome<Done<ServiceAccountsResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, CreationPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var organizations = await OwnersAsync(db, caller, plan, cancellationToken);
        var placements = new List<List<RolePlacement>>(organizations.Count);
        for (var i = 0; i < organizations.Count; i++)
        {
            var place = caller.Tenant.PlaceOf(organizations[i]);
            if (!caller.Can(ManagementPermissions.ServiceAccountCreate, place))
            {
                return plan.At(i, OperationError.Forbidden(ManagementPermissions.ServiceAccountCreate));
            }

            var placed = plan.Accounts[i].Gifts.Place(place, caller);
            if (!placed.Succeeded)
            {
                return plan.At(i, placed.Error);
            }

            placements.Add(placed.Value);
        }

        plan = await NumberedNames.FindAsync(db, plan, organizations, now, cancellationToken);
        if (await Vacancy.WhyNoneAsync(db, caller, plan, organizations, cancellationToken) is { } refused)
        {
            return refused;
        }

        var handles = await Handles.FindAsync(db, caller, plan, cancellationToken);
        if (!handles.Succeeded)
        {
            return handles.Error;
        }

        var answers = new List<ServiceAccountResponse>(organizations.Count);
        var deeds = new List<Deed>(organizations.Count);
        for (var i = 0; i < organizations.Count; i++)
        {
            var (account, revealed) = rows.Add(db, caller, plan.Accounts[i], organizations[i], handles.Value[i], placements[i], now);
            answers.Add(ServiceAccountView.Of(account, now, revealed));
            deeds.Add(DeedOf(account, plan.Accounts[i]));
        }

        await db.SaveChangesAsync(cancellationToken);
        return new Done<ServiceAccountsResponse>(new ServiceAccountsResponse(answers), deeds);
    }

    private static async Task<IReadOnlyList<Guid>> OwnersAsync(
        ServiceAccountsDbContext db, Caller caller, CreationPlan plan, CancellationToken cancellationToken)
    {
        var first = plan.Accounts.All(account => account.OrganizationId is not null)
            ? Guid.Empty
            : await Organization.FirstOf(db.Set<Organization>(), caller.Tenant.TenantId).FirstAsync(cancellationToken);
        return [.. plan.Accounts.Select(account => account.OrganizationId ?? first)];
    }

    private static Deed DeedOf(AccountRows rows, NewServiceAccount plan)
    {
        var client = rows.Account.Applications.FirstOrDefault();
        return new("service_account.created", "service_account", rows.Account.Id)
        {
            TenantId = rows.Account.TenantId,
            PrincipalId = rows.Account.Id,
            OrganizationId = rows.Account.OrganizationId,
            ClientId = client?.ClientId,
            Details = new Dictionary<string, object?>
            {
                ["name"] = rows.Account.Name,
                ["handle"] = rows.Account.Handle,
                ["auth_type"] = Words.Of(rows.Account.AuthType),
                ["role_ids"] = rows.RoleIds,
                ["group_ids"] = rows.GroupIds,
                ["permissions"] = rows.Permissions,
                ["labels"] = plan.Labels,
                ["client_id"] = client?.ClientId,
                ["jwks_url"] = KeyRules.ShownUrl(plan.JwksUrl),
                ["federated_credential"] = rows.Account.Applications.FirstOrDefault()?.FederatedCredentials is [var trusted]
                    ? FederatedCredentialView.DetailsOf(trusted)
                    : null,
                ["expires_at"] = rows.Account.ExpiresAt,
                ["certificates"] = client is { AuthenticatesByCertificate: true } ? client.Certificates.ConvertAll(ClientCertificateOperations.Shown) : null,
            },
        };
    }
}
