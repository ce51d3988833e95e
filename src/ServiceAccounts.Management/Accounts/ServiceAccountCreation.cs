using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Makes a service account with its first credential, in one transaction: there is no half-made one.</summary>
public sealed class ServiceAccountCreation(
    ManagementTransaction transaction, NewCredential newCredential, TokenLifetimes lifetimes, TimeProvider time)
{
    internal static OperationError NameTaken { get; } = OperationError.Conflict(
        "name_taken", "The organization has a service account of this name: choose another. Upper and lower case count as the same.");

    /// <summary>Makes the account; needs <c>service_account.create</c> at its organization, and all that its roles hold.</summary>
    public async Task<Outcome<ServiceAccountResponse>> CreateAsync(
        Caller caller, CreateServiceAccountRequest request, CancellationToken cancellationToken)
    {
        // Who may not create learns that first: a request that would be refused anyway is not worth reading its keys.
        if (!caller.CanAnywhere(ManagementPermissions.ServiceAccountCreate))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountCreate);
        }

        var plan = NewServiceAccount.Of(request, caller.Tenant, lifetimes, time.GetUtcNow());
        return plan.Succeeded
            ? await transaction.RunAsync(
                caller, (db, caller, cancellation) => AddAsync(db, caller, plan.Value, cancellation), cancellationToken)
            : plan.Error;
    }

    private async Task<Outcome<Done<ServiceAccountResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, NewServiceAccount plan, CancellationToken cancellationToken)
    {
        var organizationId = plan.OrganizationId ?? await FirstOrganizationAsync(db, caller, cancellationToken);
        if (!caller.Tenant.Places.TryGetValue(organizationId, out var place))
        {
            return NewServiceAccount.NoOrganization; // It has been deleted since the request was read.
        }

        if (!caller.Can(ManagementPermissions.ServiceAccountCreate, place))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountCreate);
        }

        var bindings = RolePlacement.Of(plan.Roles, place, caller);
        if (!bindings.Succeeded)
        {
            return bindings.Error;
        }

        if (await WhyFullOrTakenAsync(db, caller, organizationId, plan, cancellationToken) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow();
        var account = NewAccount(plan, caller, organizationId, await Handles.FindFreeAsync(db, caller, plan.Name, cancellationToken), now);
        var (tokens, revealed) = AddCredential(db, account, plan, now);
        db.Add(account);
        db.AddRange(bindings.Value.Select(place => new RoleBinding
        {
            Id = Guid.CreateVersion7(now),
            PrincipalId = account.Id,
            RoleId = place.Role.Id,
            PlaceKind = place.Kind,
            PlaceId = place.Id,
            CreatedAt = now,
        }));
        await db.SaveChangesAsync(cancellationToken);

        var rows = new AccountRows(account, [.. plan.Roles.Select(role => role.Id)], tokens);
        return new Done<ServiceAccountResponse>(ServiceAccountView.Of(rows, now, revealed), DeedOf(account, plan));
    }

    private static Task<Guid> FirstOrganizationAsync(ServiceAccountsDbContext db, Caller caller, CancellationToken cancellationToken) =>
        db.Set<Organization>()
            .Where(o => o.TenantId == caller.Tenant.TenantId && o.Kind == OrganizationKind.Organization)
            .OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).Select(o => o.Id).FirstAsync(cancellationToken);

    private static async Task<OperationError?> WhyFullOrTakenAsync(
        ServiceAccountsDbContext db, Caller caller, Guid organizationId, NewServiceAccount plan, CancellationToken cancellationToken)
    {
        var normalized = ServiceAccount.Normalize(plan.Name);
        if (await db.Set<ServiceAccount>().AnyAsync(
            a => a.OrganizationId == organizationId && a.NormalizedName == normalized, cancellationToken))
        {
            return NameTaken;
        }

        var maximum = await db.Set<Tenant>().Where(t => t.Id == caller.Tenant.TenantId)
            .Select(t => t.MaximumServiceAccounts).SingleAsync(cancellationToken);
        return maximum is not null
            && await db.Set<ServiceAccount>().CountAsync(a => a.TenantId == caller.Tenant.TenantId, cancellationToken) >= maximum
            ? OperationError.Conflict("limit_reached", $"The tenant has its maximum of {maximum} service accounts: delete one, or have the maximum raised.")
            : null;
    }

    private static ServiceAccount NewAccount(
        NewServiceAccount plan, Caller caller, Guid organizationId, string handle, DateTimeOffset now)
    {
        var principal = new Principal
        {
            Id = Guid.CreateVersion7(now),
            TenantId = caller.Tenant.TenantId,
            Kind = PrincipalKind.ServiceAccount,
            Status = PrincipalStatus.Active,
            Number = Principal.CreateNumber(),
        };
        return new ServiceAccount
        {
            Id = principal.Id,
            Principal = principal,
            TenantId = principal.TenantId,
            OrganizationId = organizationId,
            Name = plan.Name,
            NormalizedName = ServiceAccount.Normalize(plan.Name),
            Handle = handle,
            Description = plan.Description,
            AuthType = plan.AuthType,
            ExpiresAt = plan.ExpiresAt,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedById = caller.PrincipalId,
            CreatedByName = caller.Name,
            CreatedByKind = caller.Kind,
        };
    }

    private (IReadOnlyList<ApiToken> Tokens, RevealedCredential? Revealed) AddCredential(
        ServiceAccountsDbContext db, ServiceAccount account, NewServiceAccount plan, DateTimeOffset now)
    {
        if (plan.AuthType == AuthenticationType.ApiKey)
        {
            var (token, tokenText) = newCredential.ApiToken(account.Id, account.TenantId, "default", now);
            db.Add(token);
            return ([token], new RevealedCredential(token.Id, tokenText));
        }

        var application = new Application
        {
            Id = Guid.CreateVersion7(now),
            ClientId = CredentialFormat.CreateClientId(),
            PrincipalId = account.Id,
            TenantId = account.TenantId,
            AuthenticationMethod = plan.AuthType == AuthenticationType.OauthClientSecret
                ? ClientAuthenticationMethod.ClientSecret
                : ClientAuthenticationMethod.PrivateKeyJwt,
            AccessTokenTtlSeconds = plan.AccessTokenTtlSeconds,
            CreatedAt = now,
        };
        account.Applications.Add(application);
        if (plan.AuthType == AuthenticationType.OauthPrivateKeyJwt)
        {
            application.KeySet = new KeySet
            {
                Id = Guid.CreateVersion7(now),
                ApplicationId = application.Id,
                JwksUrl = plan.JwksUrl,
                Jwks = plan.Jwks,
            };
            return ([], null);
        }

        var (secret, text) = newCredential.ClientSecret(application.Id, now);
        application.Secrets.Add(secret);
        return ([], new RevealedCredential(secret.Id, text));
    }

    private static Deed DeedOf(ServiceAccount account, NewServiceAccount plan) => new("service_account.created", "service_account", account.Id)
    {
        TenantId = account.TenantId,
        PrincipalId = account.Id,
        OrganizationId = account.OrganizationId,
        Details = new Dictionary<string, object?>
        {
            ["name"] = account.Name,
            ["handle"] = account.Handle,
            ["auth_type"] = Words.Of(account.AuthType),
            ["role_ids"] = plan.Roles.Select(role => role.Id).ToList(),
            ["client_id"] = account.Applications.FirstOrDefault()?.ClientId,
            ["jwks_url"] = KeyRules.ShownUrl(plan.JwksUrl),
            ["expires_at"] = account.ExpiresAt,
        },
    };
}
