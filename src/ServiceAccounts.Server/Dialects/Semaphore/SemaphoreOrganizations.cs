using Microsoft.Extensions.Options;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>What Semaphore calls the organization: the tenant's first one. Service accounts of others do not exist here.</summary>
internal sealed class SemaphoreOrganizations(
    TenantStore tenants, PrincipalStore principals, Issuer issuer, IOptions<DialectOptions> options)
{
    /// <summary>The organization of the caller's tenant.</summary>
    public Task<Guid> FindAsync(Caller caller, CancellationToken cancellationToken) =>
        tenants.FindFirstOrganizationAsync(caller.Tenant.TenantId, cancellationToken);

    /// <summary>The refusal of an id that is no service account of the organization, or null; an account never moves.</summary>
    public async Task<Refusal?> WhyNoAccountAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        await principals.FindOrganizationAsync(caller.Tenant.TenantId, id, cancellationToken) is { } owner
        && owner == await FindAsync(caller, cancellationToken)
            ? null
            : Refusal.Of(OperationError.NotFound("service account"));

    /// <summary>The refusal of an id that is a service account of another organization, or null: a user belongs to the whole tenant.</summary>
    public async Task<Refusal?> WhyNoMemberAsync(Caller caller, Guid id, Guid organizationId, CancellationToken cancellationToken) =>
        await principals.FindOrganizationAsync(caller.Tenant.TenantId, id, cancellationToken) is { } owner && owner != organizationId
            ? Refusal.Of(OperationError.NotFound("member"))
            : null;

    /// <summary>The addresses of the organization's service accounts: <c>name@service-accounts.organization.domain</c>.</summary>
    public async Task<NameAddress> AddressAsync(Caller caller, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(caller.Tenant.TenantId, cancellationToken);
        var label = tenant?.HostLabel ?? string.Empty; // Who deletes a tenant meanwhile hears of it from the operation.
        return new NameAddress($"service-accounts.{label}.{options.Value.HostSuffix ?? new Uri(issuer.Value).Host}");
    }
}
