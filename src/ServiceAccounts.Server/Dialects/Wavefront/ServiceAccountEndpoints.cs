using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Service accounts.</summary>
internal static class ServiceAccountEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup(WavefrontDialect.Accounts + "/serviceaccount").WithTags("Account (User and Service Account)");
        accounts.MapGet("/", ListAsync).WithName("WavefrontListServiceAccounts").Reads()
            .WithSummary("Lists all service accounts, in the order of their creation.");
        accounts.MapPost("/", CreateAsync).WithName("WavefrontCreateServiceAccount").Changes()
            .WithSummary("Makes a service account, which has no token yet.");
        accounts.MapGet("/{id}", GetAsync).WithName("WavefrontGetServiceAccount").Reads()
            .WithSummary("Shows a service account.");
        accounts.MapPut("/{id}", UpdateAsync).WithName("WavefrontUpdateServiceAccount").Changes()
            .WithSummary("Makes a service account what the body says: what it leaves out is taken away, but active and tokens, which stay.");
        accounts.MapPost("/{id}/activate", ActivateAsync).WithName("WavefrontActivateServiceAccount").Changes()
            .WithSummary("Lets the tokens of a service account work again.");
        accounts.MapPost("/{id}/deactivate", DeactivateAsync).WithName("WavefrontDeactivateServiceAccount").Changes()
            .WithSummary("Stops the tokens of a service account; they are kept.");
    }

    private static async Task<Results<Ok<Container<IAsyncEnumerable<ServiceAccountModel>>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, ServiceAccountOperations accounts, AccountViews views, CancellationToken cancellationToken)
    {
        var read = (Paging paging) => accounts.ListAsync(who.Caller, paging, new AccountQuery(), cancellationToken);
        var first = await read(new Paging(Paging.MaxLimit, After: null));
        if (!first.Succeeded)
        {
            return WavefrontAnswers.Refuse(first.Error);
        }

        var view = await views.OfAsync(who.Caller, cancellationToken);
        return WavefrontAnswers.Ok(WavefrontAnswers.AllAsync(first.Value, read, cancellationToken).Select(view.ServiceAccount));
    }

    private static async Task<Results<Ok<Container<ServiceAccountModel>>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, ServiceAccountWrite request, ServiceAccountCreation creation, NamedPermissions permissions,
        AccountViews views, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Identifier))
        {
            return WavefrontAnswers.Invalid("identifier", "It is required: sa:: and a word.");
        }

        if (request.Tokens is { Count: > 0 })
        {
            return WavefrontAnswers.Invalid("tokens", "A new account has none: generate them with POST /api/v2/apitoken/serviceaccount/{id}.");
        }

        var given = await permissions.GiveAsync(who.Caller, [ManagementPermissions.ServiceAccountCreate], "permissions", request.Groups ?? [], cancellationToken);
        if (!given.Succeeded)
        {
            return WavefrontAnswers.Refuse(given.Error);
        }

        var handle = AccountIdentifiers.HandleOf(request.Identifier);
        var wanted = new CreateServiceAccountRequest
        {
            Name = handle,
            Handle = handle,
            AuthType = "api_key",
            Description = request.Description,
            RoleIds = request.Roles,
            GroupIds = request.UserGroups,
            Permissions = given.Value.Names,
        };
        var policy = new CreationPolicy { WithoutCredential = true, IsInactive = request.Active == false };
        return await ShowAsync(who, await creation.CreateAsync(given.Value.Caller, wanted, policy, cancellationToken), views, cancellationToken);
    }

    private static async Task<Results<Ok<Container<ServiceAccountModel>>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string id, AccountIdentifiers identifiers, ServiceAccountOperations accounts,
        AccountViews views, CancellationToken cancellationToken) =>
        await identifiers.FindServiceAccountAsync(http, who.Caller, id, cancellationToken) is { } found
            ? await ShowAsync(who, await accounts.GetAsync(who.Caller, found, cancellationToken), views, cancellationToken)
            : WavefrontAnswers.NotFound("service account");

    private static async Task<Results<Ok<Container<ServiceAccountModel>>, RefusalResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, string id, ServiceAccountWrite request, AccountIdentifiers identifiers,
        WrittenTokens tokens, ServiceAccountReplacement replacement, NamedPermissions permissions, AccountViews views,
        CancellationToken cancellationToken)
    {
        if (await identifiers.FindServiceAccountAsync(http, who.Caller, id, cancellationToken) is not { } found)
        {
            return WavefrontAnswers.NotFound("service account");
        }

        if (request.Identifier is { } identifier && AccountIdentifiers.HandleOf(identifier) != AccountIdentifiers.HandleOf(id))
        {
            return WavefrontAnswers.Invalid("identifier", "It cannot change: make another account, and delete this one.");
        }

        if (await tokens.WhyNotAsync(who.Caller, found, request.Tokens, cancellationToken) is { } problem)
        {
            return WavefrontAnswers.Invalid("tokens", problem);
        }

        var given = await permissions.GiveAsync(who.Caller, [ManagementPermissions.ServiceAccountUpdate], "permissions", request.Groups ?? [], cancellationToken);
        if (!given.Succeeded)
        {
            return WavefrontAnswers.Refuse(given.Error);
        }

        var wanted = new AccountReplacement
        {
            Attributes = new UpdateServiceAccountRequest { Description = new(request.Description) },
            IsActive = request.Active,
            Access = new AccessReplacement
            {
                RoleIds = request.Roles ?? [],
                GroupIds = request.UserGroups ?? [],
                Permissions = given.Value.Names,
            },
        };
        return await ShowAsync(who, await replacement.RunAsync(given.Value.Caller, found, wanted, cancellationToken), views, cancellationToken);
    }

    private static Task<Results<Ok<Container<ServiceAccountModel>>, RefusalResult>> ActivateAsync(
        HttpContext http, AuthenticatedCaller who, string id, AccountIdentifiers identifiers, ServiceAccountOperations accounts,
        AccountViews views, CancellationToken cancellationToken) =>
        ChangeAsync(http, who, id, identifiers, found => accounts.ActivateAsync(who.Caller, found, null, cancellationToken), views, cancellationToken);

    private static Task<Results<Ok<Container<ServiceAccountModel>>, RefusalResult>> DeactivateAsync(
        HttpContext http, AuthenticatedCaller who, string id, AccountIdentifiers identifiers, ServiceAccountOperations accounts,
        AccountViews views, CancellationToken cancellationToken) =>
        ChangeAsync(http, who, id, identifiers, found => accounts.DeactivateAsync(who.Caller, found, null, cancellationToken), views, cancellationToken);

    private static async Task<Results<Ok<Container<ServiceAccountModel>>, RefusalResult>> ChangeAsync(
        HttpContext http, AuthenticatedCaller who, string id, AccountIdentifiers identifiers,
        Func<Guid, Task<Outcome<ServiceAccountResponse>>> change, AccountViews views, CancellationToken cancellationToken) =>
        await identifiers.FindServiceAccountAsync(http, who.Caller, id, cancellationToken) is { } found
            ? await ShowAsync(who, await change(found), views, cancellationToken)
            : WavefrontAnswers.NotFound("service account");

    private static async Task<Results<Ok<Container<ServiceAccountModel>>, RefusalResult>> ShowAsync(
        AuthenticatedCaller who, Outcome<ServiceAccountResponse> outcome, AccountViews views, CancellationToken cancellationToken) =>
        outcome.Succeeded
            ? WavefrontAnswers.Ok((await views.OfAsync(who.Caller, cancellationToken)).ServiceAccount(outcome.Value))
            : WavefrontAnswers.Refuse(outcome.Error);
}
