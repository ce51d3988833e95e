using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using Api = ServiceAccounts.Storage.Access.Api;

namespace ServiceAccounts.Management.Access;

/// <summary>What an administrator does with the resource servers of a tenant.</summary>
public sealed class ApiOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, IOptions<TokenOptions> tokens)
{
    /// <summary>The tenant's Apis; needs <c>api.read</c> anywhere in it.</summary>
    public async Task<Outcome<Page<ApiResponse>>> ListAsync(Caller caller, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.ApiRead))
        {
            return OperationError.Forbidden(ManagementPermissions.ApiRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await paging.RowsOfAsync(OfTenant(db, caller).AsNoTracking(), cancellationToken);
        return paging.PageOf(rows, api => Show(api, caller.Tenant), api => api);
    }

    /// <summary>One Api; needs <c>api.read</c> anywhere in the tenant.</summary>
    public async Task<Outcome<ApiResponse>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var api = await OfTenant(db, caller).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (api is null)
        {
            return OperationError.NotFound("Api");
        }

        return caller.CanAnywhere(ManagementPermissions.ApiRead)
            ? Show(api, caller.Tenant)
            : OperationError.Forbidden(ManagementPermissions.ApiRead);
    }

    /// <summary>Changes how tokens for an Api look; needs <c>api.manage</c> at the tenant.</summary>
    public Task<Outcome<ApiResponse>> UpdateAsync(
        Caller caller, Guid id, long? expectedVersion, UpdateApiRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller, (db, caller, cancellation) => ChangeAsync(db, caller, id, expectedVersion, request, cancellation), cancellationToken);

    private async Task<Outcome<Done<ApiResponse>>> ChangeAsync(
        ServiceAccountsDbContext db, Caller caller, Guid id, long? expectedVersion, UpdateApiRequest request,
        CancellationToken cancellationToken)
    {
        var api = await OfTenant(db, caller).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (api is null)
        {
            return OperationError.NotFound("Api");
        }

        if (!caller.Can(ManagementPermissions.ApiManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.ApiManage);
        }

        if (expectedVersion is not null && expectedVersion != api.Version)
        {
            return OperationError.Stale();
        }

        var fields = new Fields();
        Apply(request, api, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return new Done<ApiResponse>(Show(api, caller.Tenant));
        }

        api.Version++;
        await db.SaveChangesAsync(cancellationToken);
        return new Done<ApiResponse>(Show(api, caller.Tenant), new Deed("api.updated", "api", api.Id)
        {
            TenantId = api.TenantId,
            Details = new Dictionary<string, object?>
            {
                ["signing_algorithm"] = api.SigningAlgorithm,
                ["maximum_ttl_seconds"] = api.MaximumTtlSeconds,
                ["include_roles"] = api.IncludesRoles,
            },
        });
    }

    private void Apply(UpdateApiRequest request, Api api, Fields fields)
    {
        var (minimum, maximum) = (tokens.Value.MinimumTtlSeconds, tokens.Value.MaximumTtlSeconds);
        if (request.SigningAlgorithm is { IsPresent: true, Value: var algorithm })
        {
            if (algorithm is null || !SignatureAlgorithms.ForAccessTokens.Contains(algorithm))
            {
                fields.Add("signing_algorithm", $"It is one of {string.Join(", ", SignatureAlgorithms.ForAccessTokens)}.");
            }

            api.SigningAlgorithm = algorithm ?? api.SigningAlgorithm;
        }

        if (request.MaximumTtlSeconds is { IsPresent: true, Value: var ttl })
        {
            if (ttl < minimum || ttl > maximum)
            {
                fields.Add("maximum_ttl_seconds", $"It is a number from {minimum} to {maximum}, or null.");
            }

            api.MaximumTtlSeconds = ttl;
        }

        if (request.IncludeRoles is { IsPresent: true, Value: var include })
        {
            api.IncludesRoles = include ?? false;
        }
    }

    private static IQueryable<Api> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<Api>().Include(a => a.Permissions).Where(a => a.TenantId == caller.Tenant.TenantId);

    private static ApiResponse Show(Api api, TenantAccess tenant) => new()
    {
        Id = api.Id,
        Identifier = api.Identifier,
        Name = api.Name,
        Permissions = [.. api.Permissions.Select(p => p.Name).Order(StringComparer.Ordinal)],
        SigningAlgorithm = api.SigningAlgorithm,
        MaximumTtlSeconds = api.MaximumTtlSeconds,
        IncludeRoles = api.IncludesRoles,
        IsDefault = api.Id == tenant.DefaultApiId,
        CreatedAt = api.CreatedAt,
        Version = api.Version,
    };
}
