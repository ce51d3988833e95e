using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>A tenant that a path or query names beside the header: for super administrators any, for everybody else that of the header.</summary>
internal sealed class TenantInPath(TenantAccessStore tenants)
{
    /// <summary>The caller in that tenant, or in the header's where none is named; null where there is no such tenant for it.</summary>
    public async Task<Caller?> ActAsync(Caller caller, string? tenantId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(tenantId))
        {
            return caller;
        }

        return !Guid.TryParseExact(tenantId, "D", out var id) ? null
            : id == caller.Tenant.TenantId ? caller
            : caller.IsAtSystem && await tenants.GetAsync(id, cancellationToken) is { } tenant ? caller with { Tenant = tenant }
            : null;
    }
}
