using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Service accounts of the organization.</summary>
internal static class ServiceAccountEndpoints
{
    public const string Tag = "service_accounts";

    private const string ApiKey = "api_key";

    public static void Map(IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/service_accounts").WithTags(Tag);
        accounts.MapGet("/", ListAsync).WithName("SemaphoreListServiceAccounts").Refuses()
            .WithSummary("Lists the organization's service accounts, deactivated ones too, in the order of their creation.");
        accounts.MapPost("/", CreateAsync).WithName("SemaphoreCreateServiceAccount").Refuses(takesBody: true)
            .WithSummary("Makes a service account that holds nothing yet, with its token, which only this answer shows.");
        accounts.MapGet("/{id:guid}", DescribeAsync).WithName("SemaphoreDescribeServiceAccount").Refuses()
            .WithSummary("Shows a service account.");
        accounts.MapPatch("/{id:guid}", UpdateAsync).WithName("SemaphoreUpdateServiceAccount").Refuses(takesBody: true)
            .WithSummary("Changes name and description; what is absent stays.");
        accounts.MapDelete("/{id:guid}", DestroyAsync).WithName("SemaphoreDestroyServiceAccount").Refuses()
            .WithSummary("Deletes a service account with its token, for good.");
    }

    private static async Task<Results<Ok<ServiceAccountListModel>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, SemaphoreOrganizations organizations, ServiceAccountOperations accounts,
        [FromQuery(Name = OffsetPaging.SizeParameter)] string? pageSize, [FromQuery(Name = OffsetPaging.TokenParameter)] string? pageToken,
        CancellationToken cancellationToken)
    {
        var paging = OffsetPaging.OfToken(pageSize, pageToken);
        if (!paging.Succeeded)
        {
            return new RefusalResult(Refusal.Of(paging.Error));
        }

        var organization = await organizations.FindAsync(who.Caller, cancellationToken);
        var query = new AccountQuery { OrganizationId = organization.ToString() };
        var page = await accounts.ListAsync(who.Caller, paging.Value.Paging, query, cancellationToken);
        return page.Succeeded
            ? TypedResults.Ok(new ServiceAccountListModel([.. page.Value.Items.Select(ServiceAccountModel.Of)], paging.Value.NextToken(page.Value)))
            : new RefusalResult(Refusal.Of(page.Error));
    }

    private static async Task<Results<Ok<CreatedServiceAccountModel>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, NewServiceAccountModel body, SemaphoreOrganizations organizations, ServiceAccountCreation accounts,
        CancellationToken cancellationToken)
    {
        var request = new CreateServiceAccountRequest
        {
            Name = body.Name,
            Description = body.Description,
            AuthType = ApiKey,
            OrganizationId = await organizations.FindAsync(who.Caller, cancellationToken),
        };
        var policy = new CreationPolicy { Address = await organizations.AddressAsync(who.Caller, cancellationToken) };
        var made = await accounts.CreateAsync(who.Caller, request, policy, cancellationToken);
        return made.Succeeded
            ? TypedResults.Ok(new CreatedServiceAccountModel(ServiceAccountModel.Of(made.Value), made.Value.Tokens[0].Token!)) // It has just been made.
            : new RefusalResult(Refusal.Of(made.Error));
    }

    private static async Task<Results<Ok<ServiceAccountModel>, RefusalResult>> DescribeAsync(
        AuthenticatedCaller who, Guid id, SemaphoreOrganizations organizations, ServiceAccountOperations accounts,
        CancellationToken cancellationToken) =>
        await organizations.WhyNoAccountAsync(who.Caller, id, cancellationToken) is { } unknown
            ? new RefusalResult(unknown)
            : Shown(await accounts.GetAsync(who.Caller, id, cancellationToken));

    private static async Task<Results<Ok<ServiceAccountModel>, RefusalResult>> UpdateAsync(
        AuthenticatedCaller who, Guid id, ServiceAccountChangeModel body, SemaphoreOrganizations organizations,
        ServiceAccountReplacement accounts, CancellationToken cancellationToken)
    {
        if (await organizations.WhyNoAccountAsync(who.Caller, id, cancellationToken) is { } unknown)
        {
            return new RefusalResult(unknown);
        }

        var wanted = new AccountReplacement
        {
            Attributes = new UpdateServiceAccountRequest { Name = Given(body.Name), Description = Given(body.Description) },
            Address = await organizations.AddressAsync(who.Caller, cancellationToken),
        };
        return Shown(await accounts.RunAsync(who.Caller, id, wanted, cancellationToken));
    }

    private static async Task<Results<Ok<StatusModel>, RefusalResult>> DestroyAsync(
        AuthenticatedCaller who, Guid id, SemaphoreOrganizations organizations, ServiceAccountOperations accounts,
        CancellationToken cancellationToken)
    {
        if (await organizations.WhyNoAccountAsync(who.Caller, id, cancellationToken) is { } unknown)
        {
            return new RefusalResult(unknown);
        }

        var deleted = await accounts.DeleteAsync(who.Caller, id, expectedVersion: null, cancellationToken);
        return deleted.Succeeded ? TypedResults.Ok(new StatusModel("deleted")) : new RefusalResult(Refusal.Of(deleted.Error));
    }

    private static Results<Ok<ServiceAccountModel>, RefusalResult> Shown(ServiceAccounts.Management.Outcome<ServiceAccountResponse> outcome) =>
        outcome.Succeeded ? TypedResults.Ok(ServiceAccountModel.Of(outcome.Value)) : new RefusalResult(Refusal.Of(outcome.Error));

    // To Semaphore null says the same as nothing.
    private static Optional<string?> Given(string? text) => text is null ? default : new Optional<string?>(text);
}
