using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Whether a service account's token authenticates, and which one it is.</summary>
internal static class ServiceAccountStateEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var account = api.MapGroup("/service_accounts/{id:guid}").WithTags(ServiceAccountEndpoints.Tag);
        account.MapPost("/deactivate", DeactivateAsync).WithName("SemaphoreDeactivateServiceAccount").Refuses()
            .WithSummary("Ends what the account's token can do; the token is kept. One that is deactivated stays so.");
        account.MapPost("/reactivate", ReactivateAsync).WithName("SemaphoreReactivateServiceAccount").Refuses()
            .WithSummary("Lets the account's token authenticate again. One that is active stays so.");
        account.MapPost("/regenerate_token", RegenerateAsync).WithName("SemaphoreRegenerateServiceAccountToken").Refuses()
            .WithSummary("Revokes the account's token at once, and makes another, which only this answer shows.");
    }

    private static async Task<Results<Ok<StatusModel>, RefusalResult>> DeactivateAsync(
        AuthenticatedCaller who, Guid id, SemaphoreOrganizations organizations, ServiceAccountOperations accounts,
        CancellationToken cancellationToken)
    {
        if (await organizations.WhyNoAccountAsync(who.Caller, id, cancellationToken) is { } unknown)
        {
            return new RefusalResult(unknown);
        }

        var done = await accounts.DeactivateAsync(who.Caller, id, expectedVersion: null, cancellationToken);
        return done.Succeeded ? TypedResults.Ok(new StatusModel("deactivated")) : new RefusalResult(Refusal.Of(done.Error));
    }

    private static async Task<Results<Ok<StatusModel>, RefusalResult>> ReactivateAsync(
        AuthenticatedCaller who, Guid id, SemaphoreOrganizations organizations, ServiceAccountOperations accounts,
        CancellationToken cancellationToken)
    {
        if (await organizations.WhyNoAccountAsync(who.Caller, id, cancellationToken) is { } unknown)
        {
            return new RefusalResult(unknown);
        }

        var done = await accounts.ActivateAsync(who.Caller, id, expectedVersion: null, cancellationToken);
        return done.Succeeded ? TypedResults.Ok(new StatusModel("reactivated")) : new RefusalResult(Refusal.Of(done.Error));
    }

    private static async Task<Results<Ok<RegeneratedTokenModel>, RefusalResult>> RegenerateAsync(
        AuthenticatedCaller who, Guid id, SemaphoreOrganizations organizations, ApiTokenOperations tokens,
        CancellationToken cancellationToken)
    {
        if (await organizations.WhyNoAccountAsync(who.Caller, id, cancellationToken) is { } unknown)
        {
            return new RefusalResult(unknown);
        }

        var made = await tokens.RegenerateAsync(who.Caller, id, new CreateApiTokenRequest(), cancellationToken);
        return made.Succeeded
            ? TypedResults.Ok(new RegeneratedTokenModel(made.Value.Token!)) // What has just been made shows its text.
            : new RefusalResult(Refusal.Of(made.Error));
    }
}
