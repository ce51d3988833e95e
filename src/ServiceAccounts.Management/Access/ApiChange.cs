using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using Api = ServiceAccounts.Storage.Access.Api;

namespace ServiceAccounts.Management.Access;

/// <summary>Changes and deletes resource servers.</summary>
public sealed class ApiChange(ManagementTransaction transaction, IOptions<TokenOptions> tokens, TimeProvider time)
{
    /// <summary>
    /// Changes an Api; needs <c>api.manage</c> at the tenant. A permission that somebody holds is removed only when
    /// <paramref name="force"/> says that they lose it.
    /// </summary>
    public Task<Outcome<ApiResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, bool force, UpdateApiRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, id, expectedVersion, cancellation);
                return found.Succeeded ? await ChangeAsync(db, caller, found.Value, force, request, cancellation) : found.Error;
            },
            cancellationToken);

    /// <summary>Deletes an Api; one in use only when <paramref name="force"/> says so, and never the tenant's default.</summary>
    public Task<Outcome<ApiResponse>> DeleteAsync(
        Caller caller, Guid id, long? expectedVersion, bool force, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var found = await FindAsync(db, caller, id, expectedVersion, cancellation);
                return found.Succeeded ? await RemoveAsync(db, caller, found.Value, force, cancellation) : found.Error;
            },
            cancellationToken);

    private static async Task<Outcome<Api>> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, CancellationToken cancellationToken)
    {
        var api = await ApiRequest.OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (api is null)
        {
            return OperationError.NotFound("Api");
        }

        if (!caller.Can(ManagementPermissions.ApiManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.ApiManage);
        }

        return expectedVersion is not null && expectedVersion != api.Version ? OperationError.Stale() : api;
    }

    private async Task<Outcome<Done<ApiResponse>>> ChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Api api, bool force, UpdateApiRequest request, CancellationToken cancellationToken)
    {
        var fields = new Fields();
        Apply(request, api, fields);
        if (request.IntrospectionClients.IsPresent)
        {
            api.IntrospectionClients = await ApiRequest.ReadIntrospectionClientsAsync(
                db, caller, request.IntrospectionClients.Value, fields, cancellationToken);
        }

        var before = api.Permissions.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var after = request.Permissions.IsPresent ? ApiRequest.ReadPermissions(request.Permissions.Value, fields) : before;
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        var (added, removed) = (after.Except(before).ToList(), before.Except(after).ToHashSet(StringComparer.Ordinal));
        if (await ApiRequest.WhyTooManyAsync(db, caller, added.Count - removed.Count, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        api.Permissions.RemoveAll(p => removed.Contains(p.Name));
        api.Permissions.AddRange(added.Select(name => new ApiPermission { ApiId = api.Id, Name = name }));
        if (!db.ChangeTracker.HasChanges())
        {
            return new Done<ApiResponse>(ApiView.Of(api, caller.Tenant));
        }

        var taken = await TakeAwayAsync(db, caller, api, removed, force, goes: false, cancellationToken);
        if (!taken.Succeeded)
        {
            return taken.Error;
        }

        api.Version++;
        await db.SaveChangesAsync(cancellationToken);
        return new Done<ApiResponse>(ApiView.Of(api, caller.Tenant), [DeedOf("api.updated", api, added, removed), .. taken.Value]);
    }

    private void Apply(UpdateApiRequest request, Api api, Fields fields)
    {
        if (request.Name.IsPresent)
        {
            api.Name = fields.Name("name", request.Name.Value, Api.MaxNameLength);
        }

        if (request.SigningAlgorithm is { IsPresent: true, Value: var algorithm })
        {
            ApiRequest.CheckAlgorithm(algorithm, fields);
            api.SigningAlgorithm = algorithm ?? api.SigningAlgorithm;
        }

        if (request.MaximumTtlSeconds is { IsPresent: true, Value: var ttl })
        {
            ApiRequest.CheckLifetime(ttl, tokens, fields);
            api.MaximumTtlSeconds = ttl;
        }

        if (request.IncludeRoles is { IsPresent: true, Value: var roles })
        {
            api.IncludesRoles = roles ?? false;
        }

        if (request.IncludeGroups is { IsPresent: true, Value: var groups })
        {
            api.IncludesGroups = groups ?? false;
        }

        if (request.IncludeStatus is { IsPresent: true, Value: var status })
        {
            api.IncludesStatus = status ?? false;
        }
    }

    private async Task<Outcome<Done<ApiResponse>>> RemoveAsync(
        ServiceAccountsDbContext db, Caller caller, Api api, bool force, CancellationToken cancellationToken)
    {
        if (api.Id == caller.Tenant.DefaultApiId)
        {
            return OperationError.Conflict("is_default", "It is the tenant's default Api: make another the default first.");
        }

        var names = api.Permissions.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var answer = ApiView.Of(api, caller.Tenant);
        var taken = await TakeAwayAsync(db, caller, api, names, force, goes: true, cancellationToken);
        if (!taken.Succeeded)
        {
            return taken.Error;
        }

        db.Remove(api);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<ApiResponse>(answer, [DeedOf("api.deleted", api, [], names), .. taken.Value]);
    }

    private async Task<Outcome<List<Deed>>> TakeAwayAsync(
        ServiceAccountsDbContext db, Caller caller, Api api, HashSet<string> names, bool force, bool goes,
        CancellationToken cancellationToken)
    {
        if (!goes && names.Count == 0)
        {
            return new List<Deed>();
        }

        var use = new PermissionUse(db, api.Id, names);
        var applications = db.Set<Application>().Where(a => goes && a.TenantId == api.TenantId && a.DefaultApiId == api.Id);
        var count = await use.CountAsync(cancellationToken) + await applications.Take(Usage.MaxTakenAway + 1).CountAsync(cancellationToken);
        if (count == 0)
        {
            return new List<Deed>();
        }

        if (!force && await (use.Usage with { Applications = applications.Select(a => a.Id) }).LoadAsync(db, cancellationToken) is { } usedBy)
        {
            return OperationError.InUse(goes ? "The Api" : "A permission that would go", usedBy);
        }

        if (count > Usage.MaxTakenAway)
        {
            return OperationError.LimitReached($"More than {Usage.MaxTakenAway} roles, grants and applications use it: take it away from some of them first.");
        }

        var now = time.GetUtcNow();
        var deeds = await use.TakeAwayAsync(caller, now, cancellationToken);
        deeds.AddRange(await ResetAsync(db, caller, applications, now, cancellationToken));
        return deeds;
    }

    // Tokens of these applications are for the tenant's default Api from now on.
    private static async Task<List<Deed>> ResetAsync(
        ServiceAccountsDbContext db, Caller caller, IQueryable<Application> applications, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reset = await applications.OrderBy(a => a.Id).Take(Usage.MaxTakenAway).ToListAsync(cancellationToken);
        reset.ForEach(application => application.DefaultApiId = null);
        var owners = await NamedPrincipal.LoadAsync(db, [.. reset.Select(a => a.PrincipalId).Distinct()], cancellationToken);
        await NamedPrincipal.TouchAsync(db, caller, owners.Keys, now, cancellationToken);
        return
        [
            .. reset.Select(application => new Deed("application.updated", "application", application.Id)
            {
                TenantId = application.TenantId,
                PrincipalId = application.PrincipalId,
                OrganizationId = owners[application.PrincipalId].OrganizationId,
                ClientId = application.ClientId,
                Details = new Dictionary<string, object?> { ["client_id"] = application.ClientId, ["default_api_id"] = null },
            }),
        ];
    }

    private static Deed DeedOf(string action, Api api, IEnumerable<string> added, IEnumerable<string> removed) => new(action, "api", api.Id)
    {
        TenantId = api.TenantId,
        Details = new Dictionary<string, object?>
        {
            ["identifier"] = api.Identifier,
            ["name"] = api.Name,
            ["added"] = added.Order(StringComparer.Ordinal).ToList(),
            ["removed"] = removed.Order(StringComparer.Ordinal).ToList(),
            ["signing_algorithm"] = api.SigningAlgorithm,
            ["maximum_ttl_seconds"] = api.MaximumTtlSeconds,
            ["include_roles"] = api.IncludesRoles,
            ["include_groups"] = api.IncludesGroups,
            ["include_status"] = api.IncludesStatus,
            ["introspection_clients"] = api.IntrospectionClients,
        },
    };
}
