using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Makes views of the tenant as it is now: after a change it is another than the one that the caller came with.</summary>
internal sealed class AccountViews(TenantAccessStore tenants, NamedPermissions permissions)
{
    public async Task<AccountView> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = await NowAsync(caller, cancellationToken);
        return new AccountView(now, permissions.TableOf(now));
    }

    /// <summary>The tenant now.</summary>
    public async Task<TenantAccess> NowAsync(Caller caller, CancellationToken cancellationToken) =>
        await tenants.GetAsync(caller.Tenant.TenantId, cancellationToken) ?? caller.Tenant;
}
