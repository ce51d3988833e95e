using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Nobody rises: who gets hold of another principal's credentials gets all that it holds, and so must hold it already.</summary>
internal static class Ceiling
{
    /// <summary>Whether the caller holds all that a principal of its tenant holds.</summary>
    public static async Task<bool> HoldsAllOfAsync(
        ServiceAccountsDbContext db, Caller caller, Guid principalId, CancellationToken cancellationToken)
    {
        var bindings = await RoleBinding.OfPrincipal(db, principalId).ToListAsync(cancellationToken);
        return bindings.All(binding =>
            caller.Tenant.Roles.GetValueOrDefault(binding.RoleId) is not { } role
            || caller.CanGive(role, PlaceOf(binding, caller)));
    }

    private static Place PlaceOf(RoleBinding binding, Caller caller) => binding.PlaceKind switch
    {
        PlaceKind.System => Place.System,
        PlaceKind.Tenant => caller.TenantPlace,
        _ => caller.Tenant.Places[binding.PlaceId],
    };
}
