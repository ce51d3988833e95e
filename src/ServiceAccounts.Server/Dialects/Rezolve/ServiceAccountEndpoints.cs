using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Service accounts, for administrators of a tenant.</summary>
internal static class ServiceAccountEndpoints
{
    private static readonly CreationPolicy Policy = new() { NameAt = NameAt };

    public static void Map(RouteGroupBuilder routes)
    {
        var accounts = routes.MapGroup("/admin/service-account").WithTags("serviceAccounts").AddEndpointFilter<RouteGroupBuilder, AdministratorsAlone>();
        Answers.Describe(accounts, 409);
        accounts.MapPost("/create", CreateAsync).WithName("RezolveCreateServiceAccount").AddEndpointFilter<WithoutBody>()
            .WithSummary("Makes a service account with a name of the time, an OAuth client and the default permissions; only this answer shows the secret.");
        accounts.MapGet("/", ListAsync).WithName("RezolveListServiceAccounts")
            .WithSummary("Lists the service accounts that were born with a client secret.");
        accounts.MapGet("/{id}", GetAsync).WithName("RezolveGetServiceAccount")
            .WithSummary("Shows a service account, never its secret.");
        accounts.MapDelete("/{id}", DeleteAsync).WithName("RezolveDeleteServiceAccount").AddEndpointFilter<WithoutBody>()
            .WithSummary("Deletes a service account with all its credentials, for good.");
        accounts.MapPost("/{id}/rotate-secret", RotateAsync).WithName("RezolveRotateServiceAccountSecret").AddEndpointFilter<WithoutBody>()
            .WithSummary("Makes a new client secret; those before end at once.");
        accounts.MapPatch("/{id}/permissions", ReplacePermissionsAsync).WithName("RezolveReplaceServiceAccountPermissions")
            .WithSummary("Makes what a service account holds of the tenant's Apis exactly a list.");
    }

    private static async Task<Results<Ok<Answer<ServiceAccountModel>>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, ServiceAccountCreation creation, ServiceAccountView view, Answers answers, CancellationToken cancellationToken)
    {
        var request = new CreateServiceAccountRequest
        {
            Name = NameAt(answers.Now),
            AuthType = ServiceAccountView.AuthType,
            RoleIds = [SystemRole.ApiDefault.Id],
        };
        var made = await creation.CreateAsync(who.Caller, request, Policy, cancellationToken);
        return made.Succeeded
            ? answers.Of(
                "Service account created successfully", await view.ShowNewAsync(who.Caller, made.Value, cancellationToken), made.Value.CreatedAt)
            : Errors.Of(made.Error);
    }

    private static async Task<Results<Ok<Answer<ServiceAccountsModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, ServiceAccountOperations accounts, ServiceAccountView view, Answers answers, int? limit, int? offset,
        CancellationToken cancellationToken)
    {
        var listed = await KnownClients.ListAsync(who.Caller, accounts, ServiceAccountView.AuthType, limit, offset, cancellationToken);
        return listed.Refused ?? (Results<Ok<Answer<ServiceAccountsModel>>, RefusalResult>)answers.Of(
            "Service accounts retrieved successfully",
            new ServiceAccountsModel(await view.ShowAsync(who.Caller, listed.Accounts, cancellationToken), listed.Pagination));
    }

    private static async Task<Results<Ok<Answer<ServiceAccountModel>>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string id, ServiceAccountOperations accounts, ServiceAccountView view, Answers answers,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, accounts, cancellationToken);
        return found.Succeeded
            ? answers.Of("Service account retrieved successfully", await view.ShowAsync(who.Caller, found.Value, cancellationToken))
            : Errors.Of(found.Error);
    }

    private static async Task<Results<Ok<Answer<DeletedServiceAccountModel>>, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string id, ServiceAccountOperations accounts, People people, Answers answers,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, accounts, cancellationToken);
        var deleted = found.Succeeded
            ? await accounts.DeleteAsync(who.Caller, found.Value.Id, expectedVersion: null, cancellationToken)
            : found;
        return deleted.Succeeded
            ? answers.Of("Service account deleted successfully", new DeletedServiceAccountModel
            {
                Id = ServiceAccountView.IdOf(deleted.Value.Id),
                Name = deleted.Value.Name,
                Status = "deleted",
                DeletedAt = answers.Now,
                DeletedBy = await people.OfAsync(who.Caller, cancellationToken),
            })
            : Errors.Of(deleted.Error);
    }

    private static async Task<Results<Ok<Answer<RotatedSecretModel>>, RefusalResult>> RotateAsync(
        HttpContext http, AuthenticatedCaller who, string id, ServiceAccountOperations accounts, ClientSecretOperations secrets, Answers answers,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, accounts, cancellationToken);
        if (!found.Succeeded)
        {
            return Errors.Of(found.Error);
        }

        return ServiceAccountView.ClientOf(found.Value) is { } client
            ? await ReplaceSecretAsync(who.Caller, found.Value.Id, client.ClientId, secrets, answers, cancellationToken)
            : Errors.NoSuch(Errors.OAuthClient);
    }

    private static string NameAt(DateTimeOffset time) =>
        "service-account-" + time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>Gives a client a new secret, and ends those before.</summary>
    public static async Task<Results<Ok<Answer<RotatedSecretModel>>, RefusalResult>> ReplaceSecretAsync(
        Caller caller, Guid accountId, string clientId, ClientSecretOperations secrets, Answers answers, CancellationToken cancellationToken)
    {
        var made = await secrets.ReplaceAsync(caller, accountId, clientId, new CreateClientSecretRequest(), cancellationToken);
        return made.Succeeded
            ? answers.Of("Client secret rotated successfully", new RotatedSecretModel
            {
                ClientId = clientId,
                ClientSecret = made.Value.ClientSecret!, // The answer that makes it has it.
                RotatedAt = made.Value.CreatedAt,
            })
            : Errors.Of(made.Error);
    }

    private static async Task<Results<Ok<Answer<ServiceAccountModel>>, RefusalResult>> ReplacePermissionsAsync(
        HttpContext http, AuthenticatedCaller who, string id, ReplacePermissionsRequest request, ServiceAccountOperations accounts,
        ServiceAccountReplacement replacement, ServiceAccountView view, Answers answers, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, who.Caller, id, accounts, cancellationToken);
        if (!found.Succeeded)
        {
            return Errors.Of(found.Error);
        }

        if (request.Permissions is not { } permissions)
        {
            return Errors.Invalid(new Dictionary<string, string> { ["permissions"] = "It is required: a list, which may be empty." });
        }

        // A client that was narrowed to less would not get what its account is given here.
        var narrowed = ServiceAccountView.ClientOf(found.Value) is { AllowedScopes: not null } client ? client.ClientId : null;
        var wanted = new AccountReplacement
        {
            ApiPermissions = [.. permissions.Select(name => PermissionWords.ToOurs(name, who.Caller.Tenant))],
            Client = narrowed is null
                ? null
                : new ClientReplacement(narrowed, new UpdateApplicationRequest { AllowedScopes = new Optional<IReadOnlyList<string>?>(null) }),
        };
        var changed = await replacement.RunAsync(who.Caller, found.Value.Id, wanted, cancellationToken);
        return changed.Succeeded
            ? answers.Of("Service account permissions updated successfully", await view.ShowAsync(who.Caller, changed.Value, cancellationToken))
            : Errors.Of(changed.Error);
    }

    private static async Task<Outcome<ServiceAccountResponse>> FindAsync(
        HttpContext http, Caller caller, string id, ServiceAccountOperations accounts, CancellationToken cancellationToken)
    {
        if (ServiceAccountView.IdOf(id) is not { } known)
        {
            return OperationError.NotFound(Errors.ServiceAccount);
        }

        http.Features.Set(new OperationSubject(known));
        var found = await accounts.GetAsync(caller, known, cancellationToken);
        return found is { Succeeded: true, Value.AuthType: not ServiceAccountView.AuthType } ? OperationError.NotFound(Errors.ServiceAccount) : found;
    }
}
