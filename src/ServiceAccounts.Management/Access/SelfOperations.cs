using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Access;

/// <summary>What a caller may know of itself, which is all.</summary>
public sealed class SelfOperations(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    /// <summary>Who the caller is and what it may do; needs no permission.</summary>
    public async Task<Outcome<SelfResponse>> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        Guid[] ids = [caller.HomeTenantId, caller.Tenant.TenantId];
        var tenants = await db.Set<Tenant>().Where(t => ids.Contains(t.Id))
            .ToDictionaryAsync(t => t.Id, t => new SelfTenant(t.Id, t.Name, t.Realm), cancellationToken);
        if (!ids.All(tenants.ContainsKey))
        {
            return OperationError.CallerEnded();
        }

        return new SelfResponse
        {
            Id = caller.PrincipalId,
            Kind = Words.Of(caller.Kind),
            Name = caller.Name,
            Tenant = tenants[caller.HomeTenantId],
            ActingTenant = caller.Tenant.TenantId == caller.HomeTenantId ? null : tenants[caller.Tenant.TenantId],
            Roles = [.. caller.Holdings.Roles.Select(Show)],
            Groups = [.. caller.Holdings.Groups.Select(Show)],
            Permissions = PermissionsOf(caller),
            IsAdministrator = caller.CanAnywhere(ManagementPermissions.ServiceAccountCreate),
            Credential = new SelfCredential(
                caller.Actor.ApiTokenId is null ? "access_token" : "api_token",
                caller.Scopes?.Order(StringComparer.Ordinal).ToList(), caller.CredentialExpiresAt),
        };
    }

    /// <summary>The caller's own e-mail address; null where it has none. Needs no permission.</summary>
    public async Task<string?> FindEmailAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return caller.Kind == PrincipalKind.User
            ? await db.Set<User>().Where(u => u.Id == caller.PrincipalId).Select(u => u.Email).SingleOrDefaultAsync(cancellationToken)
            : await db.Set<ServiceAccount>().Where(a => a.Id == caller.PrincipalId).Select(a => a.Email)
                .SingleOrDefaultAsync(cancellationToken);
    }

    // By Api, ours among the tenant's, in the order of identifiers.
    private static List<SelfPermission> PermissionsOf(Caller caller) =>
        [.. caller.Tenant.Apis.SelectMany(api => api.Permissions.Order(StringComparer.Ordinal)
            .Where(name => caller.CanAnywhere(new Permission(api.Id, name)))
            .Select(name => new SelfPermission(name, api.Identifier)))];

    private static SelfRole Show(HeldRole held) => new(
        held.Role.Id, held.Role.Name, Words.Of(held.PlaceKind), held.PlaceKind == PlaceKind.System ? null : held.PlaceId,
        held.Via is null ? null : Show(held.Via));

    private static SelfGroup Show(GroupRule group) => new(group.Id, group.Name);
}
