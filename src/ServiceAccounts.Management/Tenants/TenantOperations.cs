using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Policies;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>What the operator does with tenants, and a tenant's administrator with their own.</summary>
public sealed class TenantOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, TenantRules rules,
    RegionTable regions, Issuer issuer, TimeProvider time)
{
    /// <summary>The tenants that the caller may read: all with <c>tenant.read</c> at <c>system</c>, else its own.</summary>
    public async Task<Outcome<Page<TenantResponse>>> ListAsync(Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        var all = caller.Can(ManagementPermissions.TenantRead, Place.System);
        if (!all && !caller.Can(ManagementPermissions.TenantRead, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.TenantRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var readable = TenantRows.Of(db, caller).AsNoTracking().Where(t => all || t.Id == caller.Tenant.TenantId);
        var tenants = await paging.RowsOfAsync(readable, cancellationToken);
        var rows = await TenantRows.JoinAsync(db, tenants, cancellationToken);
        return paging.PageOf(rows, row => row.Show(regions), row => row.Tenant);
    }

    /// <summary>One tenant; needs <c>tenant.read</c> at it.</summary>
    public async Task<Outcome<TenantResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await TenantRows.FindAsync(db, caller, id, ManagementPermissions.TenantRead, cancellationToken);
        return found.Succeeded ? await ShowAsync(db, found.Value, cancellationToken) : found.Error;
    }

    /// <summary>Makes a tenant with all that one is born with; needs <c>tenant.manage</c> at <c>system</c>.</summary>
    public Task<Outcome<TenantResponse>> CreateAsync(
        Caller caller, CreateTenantRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(caller, (db, caller, cancellation) => AddAsync(db, caller, request, cancellation), cancellationToken);

    /// <summary>Changes a tenant; needs <c>tenant.manage</c> at it, and for what only the operator sets at <c>system</c>.</summary>
    public Task<Outcome<TenantResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateTenantRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller, (db, caller, cancellation) => ChangeAsync(db, caller, id, expectedVersion, request, cancellation), cancellationToken);

    private async Task<Outcome<Done<TenantResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, CreateTenantRequest request, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.TenantManage, Place.System))
        {
            return OperationError.SystemOnly("Making a tenant", ManagementPermissions.TenantManage);
        }

        var now = time.GetUtcNow();
        var (fields, settings) = (new Fields(), SettingsOf(request));
        var wanted = new Tenant
        {
            Id = Guid.Empty,
            Name = string.Empty,
            Realm = string.Empty,
            HostLabel = string.Empty,
            DefaultApiId = Guid.Empty,
            CreatedAt = now,
        };
        rules.Apply(settings, wanted, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        var hostLabel = request.HostLabel is null ? wanted.Realm : wanted.HostLabel;
        if (await WhyTakenAsync(db, wanted.Id, wanted.Realm, hostLabel, cancellationToken) is { } taken)
        {
            return taken;
        }

        var (tenant, _, organization) = NewTenant.Add(db, issuer, wanted.Name, wanted.Realm, hostLabel, now);
        rules.Apply(settings, tenant, fields);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<TenantResponse>(
            new TenantRows(tenant, organization.Id).Show(regions), DeedOf("tenant.created", tenant) with { OrganizationId = organization.Id });
    }

    private async Task<Outcome<Done<TenantResponse>>> ChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, UpdateTenantRequest request,
        CancellationToken cancellationToken)
    {
        var found = await TenantRows.FindAsync(db, caller, id, ManagementPermissions.TenantManage, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        if (TenantRules.WhyNotSet(caller, request) is { } refused)
        {
            return refused;
        }

        var tenant = found.Value;
        if (expectedVersion is not null && expectedVersion != tenant.Version)
        {
            return OperationError.Stale();
        }

        var fields = new Fields();
        rules.Apply(request, tenant, fields);
        if (request.DefaultApiId.IsPresent
            && await ApplyDefaultApiAsync(db, caller, tenant, request.DefaultApiId.Value, fields, cancellationToken) is { } above)
        {
            return above;
        }

        var policy = tenant.Policy;
        if (request.Policy.IsPresent)
        {
            tenant.Policy = PolicyRules.Apply(request.Policy.Value, policy, fields);
        }

        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (WhyNotLoosened(caller, tenant, policy) is { } loosened)
        {
            return loosened;
        }

        if (await WhyTakenAsync(db, tenant.Id, tenant.Realm, tenant.HostLabel, cancellationToken) is { } taken)
        {
            return taken;
        }

        var changed = db.ChangeTracker.HasChanges();
        if (changed)
        {
            tenant.Version++;
            await db.SaveChangesAsync(cancellationToken);
        }

        return new Done<TenantResponse>(
            await ShowAsync(db, tenant, cancellationToken), changed ? [DeedOf("tenant.updated", tenant)] : []);
    }

    // That is to give more to every client of the tenant at once, whatever it holds.
    private static OperationError? WhyNotLoosened(Caller caller, Tenant tenant, string? before) =>
        StoredPolicy.RulesOf(tenant.Policy).IsWithin(StoredPolicy.RulesOf(before))
        || caller.CanGive(caller.Tenant.Roles[SystemRole.TenantAdmin.Id], Place.Tenant(tenant.Id))
            ? null
            : OperationError.AbovePrivileges("Some client whose policy would be loosened");

    // Whoever has the role api_default has it for the default Api: another one is given to all of them at once.
    private static async Task<OperationError?> ApplyDefaultApiAsync(
        ServiceAccountsDbContext db, Caller caller, Tenant tenant, Guid? apiId, Fields fields, CancellationToken cancellationToken)
    {
        var api = await db.Set<Api>().AsNoTracking().Include(a => a.Permissions)
            .SingleOrDefaultAsync(a => a.Id == apiId && a.TenantId == tenant.Id, cancellationToken);
        if (api is null)
        {
            fields.Add("default_api_id", "It is the id of an Api of this tenant.");
            return null;
        }

        var given = api.Permissions.Where(p => Api.DefaultPermissions.Contains(p.Name)).Select(p => new Permission(api.Id, p.Name));
        if (api.Id != tenant.DefaultApiId && !given.All(permission => caller.CanGive(permission, Place.Tenant(tenant.Id))))
        {
            return OperationError.AbovePrivileges("The role api_default for that Api");
        }

        tenant.DefaultApiId = api.Id;
        return null;
    }

    private async Task<OperationError?> WhyTakenAsync(
        ServiceAccountsDbContext db, Guid tenantId, string realm, string hostLabel, CancellationToken cancellationToken)
    {
        if (await db.Set<Tenant>().AnyAsync(t => t.Realm == realm && t.Id != tenantId, cancellationToken))
        {
            return OperationError.Conflict("realm_taken", "Another tenant has this realm: choose another.");
        }

        // A tenant that had the realm before keeps its identifiers: what lies below a realm is one tenant's. '0' follows '/'.
        var own = NewTenant.ApiIdentifierOf(issuer, realm);
        var (first, end) = (own + "/", own + "0");
        if (await db.Set<Api>().AnyAsync(
            a => a.TenantId != tenantId
                && (a.Identifier == own || (string.Compare(a.Identifier, first) >= 0 && string.Compare(a.Identifier, end) < 0)),
            cancellationToken))
        {
            return OperationError.Conflict(
                "realm_taken", "Another tenant has an Api whose identifier belongs to this realm: choose another realm.");
        }

        return await db.Set<Tenant>().AnyAsync(t => t.HostLabel == hostLabel && t.Id != tenantId, cancellationToken)
            ? OperationError.Conflict("host_label_taken", "Another tenant has this host label: choose another.")
            : null;
    }

    private async Task<TenantResponse> ShowAsync(ServiceAccountsDbContext db, Tenant tenant, CancellationToken cancellationToken) =>
        (await TenantRows.JoinAsync(db, [tenant], cancellationToken))[0].Show(regions);

    private static UpdateTenantRequest SettingsOf(CreateTenantRequest request) => new()
    {
        Name = new(request.Name),
        Realm = new(request.Realm),
        HostLabel = request.HostLabel is null ? default : new(request.HostLabel),
        Region = new(request.Region),
        MaximumServiceAccounts = new(request.MaximumServiceAccounts),
        IdentifierPrefixes = request.IdentifierPrefixes,
        MinimumTtlSeconds = new(request.MinimumTtlSeconds),
        MaximumTtlSeconds = new(request.MaximumTtlSeconds),
    };

    private static Deed DeedOf(string action, Tenant tenant) => new(action, "tenant", tenant.Id)
    {
        TenantId = tenant.Id,
        Details = new Dictionary<string, object?>
        {
            ["name"] = tenant.Name,
            ["realm"] = tenant.Realm,
            ["host_label"] = tenant.HostLabel,
            ["region"] = tenant.Region,
            ["maximum_service_accounts"] = tenant.MaximumServiceAccounts,
            ["identifier_prefixes"] = tenant.IdentifierPrefixes,
            ["minimum_ttl_seconds"] = tenant.MinimumTtlSeconds,
            ["maximum_ttl_seconds"] = tenant.MaximumTtlSeconds,
            ["policy"] = PolicyView.Detail(tenant.Policy),
            ["default_api_id"] = tenant.DefaultApiId,
        },
    };
}
