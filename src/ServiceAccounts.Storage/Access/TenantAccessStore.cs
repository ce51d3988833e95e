using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;
using ProtocolApi = ServiceAccounts.Protocol.Tokens.Api;

namespace ServiceAccounts.Storage.Access;

/// <summary>The current <see cref="TenantAccess"/> of each tenant, loaded when first asked for and again after a change.</summary>
public sealed class TenantAccessStore
{
    private const int MaxRows = 100_000;

    // Far more tenants than ask for tokens at the same time; past it some are loaded again when they ask next.
    private const int MaxTenants = 10_000;

    private readonly ConcurrentDictionary<Guid, TenantAccess> _loaded = new();
    private readonly IDbContextFactory<ServiceAccountsDbContext> _contexts;
    private readonly ChangeFeed _feed;
    private readonly ProtocolApi _ownApi;
    private readonly OneAtATime<Guid, TenantAccess?> _loads;

    /// <summary>Follows the feed from now on.</summary>
    public TenantAccessStore(IDbContextFactory<ServiceAccountsDbContext> contexts, ChangeFeed feed, Issuer issuer)
    {
        _contexts = contexts;
        _feed = feed;
        _ownApi = new ProtocolApi
        {
            Id = ManagementPermissions.ApiId,
            Identifier = issuer.Value,
            SigningAlgorithm = SignatureAlgorithms.ES256,
            Permissions = ManagementPermissions.All,
        };
        _loads = new OneAtATime<Guid, TenantAccess?>(LoadFreshAsync);
        feed.Subscribe(Forget);
    }

    /// <summary>What is loaded of a tenant now; null where it has to be loaded.</summary>
    public TenantAccess? Current(Guid tenantId) => _loaded.GetValueOrDefault(tenantId);

    /// <summary>The tenant's access, from memory or the database; null where there is no such tenant.</summary>
    public ValueTask<TenantAccess?> GetAsync(Guid tenantId, CancellationToken cancellationToken) =>
        _loaded.TryGetValue(tenantId, out var access)
            ? new ValueTask<TenantAccess?>(access)
            : new ValueTask<TenantAccess?>(_loads.LoadAsync(tenantId).WaitAsync(cancellationToken));

    private void Keep(TenantAccess access)
    {
        if (_loaded.Count >= MaxTenants)
        {
            foreach (var other in _loaded.Keys.Take(MaxTenants / 8))
            {
                _loaded.TryRemove(other, out _);
            }
        }

        _loaded[access.TenantId] = access;
        _loads.End(access.TenantId);
    }

    private async Task<TenantAccess?> LoadFreshAsync(Guid tenantId)
    {
        await using var db = await _contexts.CreateDbContextAsync(CancellationToken.None);
        while (true)
        {
            // A change that passes while we read may or may not be in what we read: then it is read again.
            var position = _feed.Position;
            var access = await LoadAsync(db, tenantId, CancellationToken.None);
            if (access is null || _feed.TryKeep(position, tenantId, principalId: null, () => Keep(access)))
            {
                return access;
            }
        }
    }

    private async Task<TenantAccess?> LoadAsync(ServiceAccountsDbContext db, Guid tenantId, CancellationToken cancellationToken)
    {
        var tenant = await db.Set<Tenant>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == tenantId, cancellationToken);
        if (tenant is null)
        {
            return null;
        }

        var apis = await db.Set<Api>().AsNoTracking().Include(a => a.Permissions)
            .Where(a => a.TenantId == tenantId).OrderBy(a => a.Id).Take(MaxRows).ToListAsync(cancellationToken);
        var roles = await db.Set<Role>().AsNoTracking().Include(r => r.Permissions)
            .Where(r => r.TenantId == tenantId).OrderBy(r => r.Id).Take(MaxRows).ToListAsync(cancellationToken);
        var groups = await db.Set<AccountGroup>().AsNoTracking().Include(g => g.Bindings).Include(g => g.Grants).AsSplitQuery()
            .Where(g => g.TenantId == tenantId).OrderBy(g => g.Id).Take(MaxRows).ToListAsync(cancellationToken);
        var organizations = await db.Set<Organization>().AsNoTracking()
            .Where(o => o.TenantId == tenantId).OrderBy(o => o.Id).Take(MaxRows).ToDictionaryAsync(o => o.Id, cancellationToken);

        return new TenantAccess
        {
            TenantId = tenantId,
            MinimumTtlSeconds = tenant.MinimumTtlSeconds,
            MaximumTtlSeconds = tenant.MaximumTtlSeconds,
            Policy = StoredPolicy.RulesOf(tenant.Policy),
            DefaultApiId = tenant.DefaultApiId,
            Apis = [.. apis.Select(ToProtocol).Append(_ownApi).OrderBy(a => a.Identifier, StringComparer.Ordinal)],
            Roles = SystemRole.All.Select(role => ToRule(role, tenant.DefaultApiId)).Concat(roles.Select(ToRule))
                .ToFrozenDictionary(role => role.Id),
            Groups = groups.ToFrozenDictionary(g => g.Id, ToRule),
            Places = organizations.Values.ToFrozenDictionary(o => o.Id, o => PlaceOf(o, organizations)),
        };
    }

    private void Forget(Change change)
    {
        if (change.IsOfEverything)
        {
            _loaded.Clear();
        }
        else if (change is { TenantId: { } tenantId, PrincipalId: null })
        {
            _loaded.TryRemove(tenantId, out _);
        }
    }

    private static ProtocolApi ToProtocol(Api api) => new()
    {
        Id = api.Id,
        Identifier = api.Identifier,
        SigningAlgorithm = api.SigningAlgorithm,
        MaximumTtlSeconds = api.MaximumTtlSeconds,
        IncludesRoles = api.IncludesRoles,
        IncludesGroups = api.IncludesGroups,
        IncludesStatus = api.IncludesStatus,
        IntrospectionClients = api.IntrospectionClients.ToFrozenSet(StringComparer.Ordinal),
        Permissions = api.Permissions.Select(p => p.Name).ToFrozenSet(StringComparer.Ordinal),
    };

    private static RoleRule ToRule(Role role) => new(
        role.Id, role.Name, RoleReach.Listed, [role.Level],
        role.Permissions.Select(p => new Permission(p.ApiId, p.Name)).ToFrozenSet());

    private static RoleRule ToRule(SystemRole role, Guid defaultApiId)
    {
        var apiId = role.Reach == RoleReach.DefaultApi ? defaultApiId : ManagementPermissions.ApiId;
        return new RoleRule(
            role.Id, role.Name, role.Reach, role.Levels,
            role.Permissions.Select(name => new Permission(apiId, name)).ToFrozenSet());
    }

    private static GroupRule ToRule(AccountGroup group) => new(
        group.Id, group.Name, group.IsEveryone, [.. group.Bindings], [.. group.Grants.Select(g => new Permission(g.ApiId, g.Name))]);

    private static Place PlaceOf(Organization organization, Dictionary<Guid, Organization> all)
    {
        var path = new List<Guid>();
        for (var at = organization; at is not null; at = at.ParentId is { } parent ? all.GetValueOrDefault(parent) : null)
        {
            path.Add(at.Id);
        }

        var kind = organization.Kind == OrganizationKind.Group ? PlaceKind.Group : PlaceKind.Organization;
        return Place.Organization(kind, organization.TenantId, path);
    }
}
