using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Tenants, for their administrators; super administrators reach all.</summary>
internal static class TenantEndpoints
{
    public static void Map(RouteGroupBuilder routes)
    {
        var tenants = routes.MapGroup("/admin/tenants/{id}").WithTags("tenants").AddEndpointFilter<RouteGroupBuilder, AdministratorsAlone>();
        Answers.Describe(tenants, 409, 413);
        tenants.MapGet("/", GetAsync).WithName("RezolveGetTenant").WithSummary("Shows a tenant.");
        tenants.MapPatch("/", UpdateAsync).WithName("RezolveUpdateTenant").WithSummary("Changes a tenant's name, and for super administrators its realm.");
        tenants.MapDelete("/", DeleteAsync).WithName("RezolveDeleteTenant").AddEndpointFilter<WithoutBody>()
            .WithSummary("Deletes a tenant without service accounts; super administrators alone.");
        tenants.MapGet("/stats", CountAsync).WithName("RezolveGetTenantStats").WithSummary("Counts what a tenant has.");
    }

    private static async Task<Results<Ok<Answer<TenantModel>>, RefusalResult>> GetAsync(
        AuthenticatedCaller who, string id, TenantInPath tenants, TenantOperations operations, Issuer issuer, Answers answers,
        CancellationToken cancellationToken)
    {
        if (await tenants.ActAsync(who.Caller, id, cancellationToken) is not { } caller)
        {
            return new RefusalResult(Refusal.NoSuchTenant);
        }

        var found = await operations.GetAsync(caller, caller.Tenant.TenantId, cancellationToken);
        return found.Succeeded ? answers.Of("Tenant retrieved successfully", Show(found.Value, issuer)) : Errors.Of(found.Error);
    }

    private static async Task<Results<Ok<Answer<TenantModel>>, RefusalResult>> UpdateAsync(
        AuthenticatedCaller who, string id, UpdateTenantModelRequest request, TenantInPath tenants, TenantOperations operations, Issuer issuer,
        Answers answers, CancellationToken cancellationToken)
    {
        if (await tenants.ActAsync(who.Caller, id, cancellationToken) is not { } caller)
        {
            return new RefusalResult(Refusal.NoSuchTenant);
        }

        if (ProblemsOf(request, issuer) is { Count: > 0 } problems)
        {
            return Errors.Invalid(problems);
        }

        var wanted = new UpdateTenantRequest { Name = request.Name, Realm = request.RealmName };
        var changed = await operations.UpdateAsync(caller, caller.Tenant.TenantId, expectedVersion: null, wanted, cancellationToken);
        return changed.Succeeded ? answers.Of("Tenant updated successfully", Show(changed.Value, issuer)) : Errors.Of(changed.Error);
    }

    private static async Task<Results<Ok<Answer<DeletedTenantModel>>, RefusalResult>> DeleteAsync(
        AuthenticatedCaller who, string id, TenantInPath tenants, TenantDeletion deletion, People people, Answers answers,
        CancellationToken cancellationToken)
    {
        if (await tenants.ActAsync(who.Caller, id, cancellationToken) is not { } caller)
        {
            return new RefusalResult(Refusal.NoSuchTenant);
        }

        var deleted = await deletion.DeleteAsync(caller, caller.Tenant.TenantId, expectedVersion: null, cancellationToken);
        return deleted.Succeeded
            ? answers.Of("Tenant deleted successfully", new DeletedTenantModel
            {
                Id = deleted.Value.Id,
                Name = deleted.Value.Name,
                Status = "deleted",
                DeletedAt = answers.Now,
                DeletedBy = await people.OfAsync(who.Caller, cancellationToken),
            })
            : Errors.Of(deleted.Error);
    }

    private static async Task<Results<Ok<Answer<TenantStatsModel>>, RefusalResult>> CountAsync(
        AuthenticatedCaller who, string id, TenantInPath tenants, ServiceAccountOperations accounts, Answers answers,
        CancellationToken cancellationToken)
    {
        if (await tenants.ActAsync(who.Caller, id, cancellationToken) is not { } caller)
        {
            return new RefusalResult(Refusal.NoSuchTenant);
        }

        var counts = new List<int>();
        foreach (var query in new AccountQuery[]
        {
            new(), new() { Status = "active" }, new() { AuthType = ServiceAccountView.AuthType }, new() { AuthType = ApiKeyView.AuthType },
        })
        {
            var total = await accounts.CountAsync(caller, query, cancellationToken);
            if (!total.Succeeded)
            {
                return Errors.Of(total.Error);
            }

            counts.Add(total.Value.Count);
        }

        return answers.Of("Tenant statistics retrieved successfully", new TenantStatsModel
        {
            TenantId = caller.Tenant.TenantId,
            ServiceAccounts = counts[0],
            ActiveServiceAccounts = counts[1],
            OauthClients = counts[2],
            ApiKeys = counts[3],
        });
    }

    private static Dictionary<string, string> ProblemsOf(UpdateTenantModelRequest request, Issuer issuer)
    {
        var problems = new Dictionary<string, string>();
        if (request.ServerUrl is { IsPresent: true, Value: var url } && url != issuer.Value)
        {
            problems["serverUrl"] = "It cannot be changed here: it is the issuer, and set where the server is configured.";
        }

        if (request.Settings.IsPresent)
        {
            problems["settings"] = "A tenant has no settings of this kind here: PATCH /management/v1/tenants/{id} has those that there are.";
        }

        return problems;
    }

    private static TenantModel Show(TenantResponse tenant, Issuer issuer) => new()
    {
        Id = tenant.Id,
        Name = tenant.Name,
        RealmName = tenant.Realm,
        ServerUrl = issuer.Value,
        Region = tenant.Region,
        MaxServiceAccounts = tenant.MaximumServiceAccounts,
        CreatedAt = tenant.CreatedAt,
    };
}
