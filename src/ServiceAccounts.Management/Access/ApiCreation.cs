using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;
using Api = ServiceAccounts.Storage.Access.Api;

namespace ServiceAccounts.Management.Access;

/// <summary>Registers resource servers.</summary>
public sealed class ApiCreation(ManagementTransaction transaction, Issuer issuer, IOptions<TokenOptions> tokens, TimeProvider time)
{
    /// <summary>Makes an Api; needs <c>api.manage</c> at the tenant.</summary>
    public Task<Outcome<ApiResponse>> CreateAsync(Caller caller, CreateApiRequest request, CancellationToken cancellationToken) =>
        transaction.RunAsync(caller, (db, caller, cancellation) => AddAsync(db, caller, request, cancellation), cancellationToken);

    private async Task<Outcome<Done<ApiResponse>>> AddAsync(
        ServiceAccountsDbContext db, Caller caller, CreateApiRequest request, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.ApiManage, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.ApiManage);
        }

        var tenant = await db.Set<Tenant>().AsNoTracking().SingleAsync(t => t.Id == caller.Tenant.TenantId, cancellationToken);
        var fields = new Fields();
        var introspectionClients =
            await ApiRequest.ReadIntrospectionClientsAsync(db, caller, request.IntrospectionClients, fields, cancellationToken);
        var read = Read(request, tenant, fields);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        var api = read.Value;
        api.IntrospectionClients = introspectionClients;
        if (await WhyTakenAsync(db, api.Identifier, cancellationToken) is { } taken)
        {
            return taken;
        }

        if (await ApiRequest.OfTenant(db, caller).CountAsync(cancellationToken) >= Api.MaxPerTenant)
        {
            return OperationError.LimitReached($"The tenant has its maximum of {Api.MaxPerTenant} Apis: delete one first.");
        }

        if (await ApiRequest.WhyTooManyAsync(db, caller, api.Permissions.Count, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        db.Add(api);
        await db.SaveChangesAsync(cancellationToken);
        return new Done<ApiResponse>(ApiView.Of(api, caller.Tenant), new Deed("api.created", "api", api.Id)
        {
            TenantId = api.TenantId,
            Details = new Dictionary<string, object?>
            {
                ["identifier"] = api.Identifier,
                ["name"] = api.Name,
                ["permissions"] = api.Permissions.Select(p => p.Name).ToList(),
                ["introspection_clients"] = api.IntrospectionClients,
            },
        });
    }

    private Outcome<Api> Read(CreateApiRequest request, Tenant tenant, Fields fields)
    {
        if ((ApiIdentifier.WhyNotWellFormed(request.Identifier)
            ?? ApiIdentifier.WhyNotTenants(request.Identifier ?? string.Empty, tenant, issuer)) is { } problem)
        {
            fields.Add("identifier", problem);
        }

        var algorithm = request.SigningAlgorithm ?? SignatureAlgorithms.ES256;
        ApiRequest.CheckAlgorithm(algorithm, fields);
        ApiRequest.CheckLifetime(request.MaximumTtlSeconds, tokens, fields);
        var name = fields.Name("name", request.Name, Api.MaxNameLength);
        var permissions = ApiRequest.ReadPermissions(request.Permissions ?? [], fields);
        if (!fields.AreValid || request.Identifier is null)
        {
            return fields.Error;
        }

        var now = time.GetUtcNow();
        var api = new Api
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant.Id,
            Identifier = request.Identifier,
            Name = name,
            SigningAlgorithm = algorithm,
            MaximumTtlSeconds = request.MaximumTtlSeconds,
            IncludesRoles = request.IncludeRoles ?? false,
            IncludesGroups = request.IncludeGroups ?? false,
            IncludesStatus = request.IncludeStatus ?? false,
            CreatedAt = now,
        };
        api.Permissions.AddRange(permissions.Select(p => new ApiPermission { ApiId = api.Id, Name = p }));
        return api;
    }

    // On the whole server, and without saying whose it is: a tenant does not learn of another's Apis.
    private async Task<OperationError?> WhyTakenAsync(ServiceAccountsDbContext db, string identifier, CancellationToken cancellationToken)
    {
        var same = ApiIdentifier.Same(identifier);
        return same.Contains(issuer.Value, StringComparer.Ordinal)
            || await db.Set<Api>().AnyAsync(a => same.Contains(a.Identifier), cancellationToken)
            ? OperationError.Conflict(
                "identifier_taken", "An Api on this server has this identifier, or one that differs by a final slash: choose another.")
            : null;
    }
}
