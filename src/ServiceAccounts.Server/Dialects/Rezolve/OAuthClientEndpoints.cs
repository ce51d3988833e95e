using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Policies;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>OAuth clients: each is a service account of its own.</summary>
internal static class OAuthClientEndpoints
{
    private const int Unprocessable = StatusCodes.Status422UnprocessableEntity;

    public static void Map(RouteGroupBuilder routes)
    {
        var clients = routes.MapGroup("/oauth-clients").WithTags("oauthClients");
        Answers.Describe(clients, 409, 413, 422);
        clients.MapPost("/", CreateAsync).WithName("RezolveCreateOAuthClient")
            .WithSummary("Makes an OAuth client; only this answer shows its secret.");
        clients.MapGet("/", ListAsync).WithName("RezolveListOAuthClients")
            .WithSummary("Lists the OAuth clients with a secret, one for each service account that was born with one.");
        clients.MapGet("/{clientId}", GetAsync).WithName("RezolveGetOAuthClient")
            .WithSummary("Shows an OAuth client, never its secret.");
        clients.MapPatch("/{clientId}", UpdateAsync).WithName("RezolveUpdateOAuthClient")
            .WithSummary("Changes an OAuth client, and says what was changed.");
        clients.MapPost("/{clientId}/rotate-secret", RotateAsync).WithName("RezolveRotateOAuthClientSecret").AddEndpointFilter<WithoutBody>()
            .WithSummary("Makes a new client secret; those before end at once.");
        clients.MapDelete("/{clientId}", DeleteAsync).WithName("RezolveDeleteOAuthClient").AddEndpointFilter<WithoutBody>()
            .WithSummary("Deletes an OAuth client, and ends its access tokens at this server's own APIs.");
    }

    private static async Task<Results<Ok<Answer<OAuthClientModel>>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, CreateOAuthClientRequest request, ServiceAccountCreation creation, OAuthClientView view, Answers answers,
        CancellationToken cancellationToken)
    {
        // Who may not make one learns that first, as from the operation itself.
        if (who.Caller.CanAnywhere(ManagementPermissions.ServiceAccountCreate)
            && OAuthClientRules.ProblemsOf(request, who.Caller.Tenant) is { Count: > 0 } problems)
        {
            return Errors.Invalid(problems, Unprocessable);
        }

        var (tenant, scopes) = (who.Caller.Tenant, request.Scopes ?? []);
        var made = await creation.CreateAsync(
            who.Caller,
            new CreateServiceAccountRequest
            {
                Name = request.Name,
                Description = request.Description,
                AuthType = ServiceAccountView.AuthType,
                AccessTokenTtlSeconds = request.AccessTokenLifetime,
                Permissions = [.. scopes.Select(name => PermissionWords.ToOurs(name, tenant))],
            },
            new CreationPolicy
            {
                AllowedScopes = [.. scopes.OfType<string>().Select(PermissionWords.ScopeOf).Distinct()],
                DefaultApiId = PermissionWords.ApiOf(scopes, tenant),
                AllowedNetworks = request.IpWhitelist is { Count: > 0 } networks ? [.. networks.OfType<string>()] : null,
            },
            cancellationToken);
        return made.Succeeded
            ? answers.Of("OAuth client created successfully", await view.ShowNewAsync(who.Caller, made.Value, cancellationToken))
            : Refused(made.Error);
    }

    private static async Task<Results<Ok<Answer<OAuthClientsModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, ServiceAccountOperations accounts, OAuthClientView view, Answers answers, int? limit, int? offset,
        CancellationToken cancellationToken)
    {
        var listed = await KnownClients.ListAsync(who.Caller, accounts, ServiceAccountView.AuthType, limit, offset, cancellationToken);
        return listed.Refused ?? (Results<Ok<Answer<OAuthClientsModel>>, RefusalResult>)answers.Of(
            "OAuth clients retrieved successfully",
            new OAuthClientsModel(await view.ShowAsync(who.Caller, listed.Accounts, cancellationToken), listed.Pagination));
    }

    private static async Task<Results<Ok<Answer<OAuthClientModel>>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, KnownClients clients, OAuthClientView view, Answers answers,
        CancellationToken cancellationToken)
    {
        var found = await clients.FindAsync(http, who.Caller, clientId, cancellationToken);
        return found.Succeeded
            ? answers.Of(
                "OAuth client retrieved successfully", await view.ShowAsync(who.Caller, found.Value.Account, found.Value.Client, cancellationToken))
            : Errors.Of(found.Error);
    }

    private static async Task<Results<Ok<Answer<UpdatedOAuthClientModel>>, RefusalResult>> UpdateAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, UpdateOAuthClientRequest request, KnownClients clients,
        ServiceAccountReplacement replacement, OAuthClientView view, Answers answers, CancellationToken cancellationToken)
    {
        var found = await clients.FindAsync(http, who.Caller, clientId, cancellationToken);
        if (!found.Succeeded)
        {
            return Errors.Of(found.Error);
        }

        if (OAuthClientRules.ProblemsOf(request, who.Caller.Tenant) is { Count: > 0 } problems)
        {
            return Errors.Invalid(problems, Unprocessable);
        }

        var before = await view.ShowAsync(who.Caller, found.Value.Account, found.Value.Client, cancellationToken);
        var changed = await replacement.RunAsync(who.Caller, found.Value.Account.Id, ReplacementOf(request, clientId, who.Caller), cancellationToken);
        if (!changed.Succeeded)
        {
            return Refused(changed.Error);
        }

        var client = changed.Value.Applications.Single(application => application.ClientId == clientId);
        var after = await view.ShowAsync(who.Caller, changed.Value, client, cancellationToken);
        return answers.Of(
            "OAuth client updated successfully", new UpdatedOAuthClientModel { Client = after, Changes = OAuthClientView.Changes(before, after) });
    }

    private static async Task<Results<Ok<Answer<RotatedSecretModel>>, RefusalResult>> RotateAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, KnownClients clients, ClientSecretOperations secrets, Answers answers,
        CancellationToken cancellationToken)
    {
        var found = await clients.FindAsync(http, who.Caller, clientId, cancellationToken);
        return found.Succeeded
            ? await ServiceAccountEndpoints.ReplaceSecretAsync(who.Caller, found.Value.Account.Id, clientId, secrets, answers, cancellationToken)
            : Errors.Of(found.Error);
    }

    private static async Task<Results<Ok<Answer<DeletedOAuthClientModel>>, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string clientId, KnownClients clients, ServiceAccountOperations accounts,
        ApplicationOperations applications, IssuanceOperations issuances, EndedThings ended, People people, Answers answers,
        CancellationToken cancellationToken)
    {
        var caller = who.Caller;
        var found = await clients.FindAsync(http, caller, clientId, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error.Kind == OperationErrorKind.NotFound
                && caller.Can(ManagementPermissions.ServiceAccountDelete, caller.TenantPlace)
                && await ended.HadClientAsync(caller.Tenant.TenantId, clientId, cancellationToken)
                    ? Errors.Conflict(Errors.ClientAlreadyDeleted, "The OAuth client has been deleted before: there is nothing left to do.")
                    : Errors.Of(found.Error);
        }

        var account = found.Value.Account;
        var alive = await issuances.CountUnexpiredAsync(caller, clientId, cancellationToken);
        if (await EndAsync(caller, account, clientId, accounts, applications, cancellationToken) is { } refused)
        {
            return Errors.Of(refused);
        }

        return answers.Of("OAuth client deleted successfully", new DeletedOAuthClientModel
        {
            ClientId = clientId,
            Name = account.Name,
            Status = "deleted",
            DeletedAt = answers.Now,
            DeletedBy = await people.OfAsync(caller, cancellationToken),
            TokensRevoked = alive.Value?.Count,
        });
    }

    // The account goes with its only credential. What else it has works on, and then the client goes alone.
    private static async Task<OperationError?> EndAsync(
        Caller caller, ServiceAccountResponse account, string clientId, ServiceAccountOperations accounts, ApplicationOperations applications,
        CancellationToken cancellationToken) => account is { Applications.Count: 1, Tokens.Count: 0 }
            ? (await accounts.DeleteAsync(caller, account.Id, account.Version, cancellationToken)).Error
            : (await applications.DeleteAsync(caller, account.Id, clientId, account.Version, cancellationToken)).Error;

    private static AccountReplacement ReplacementOf(UpdateOAuthClientRequest request, string clientId, Caller caller)
    {
        var scopes = request.Scopes.Value;
        return new AccountReplacement
        {
            Attributes = new UpdateServiceAccountRequest { Name = request.Name, Description = request.Description },
            AddedApiPermissions = scopes is null ? null : [.. scopes.Select(name => PermissionWords.ToOurs(name, caller.Tenant))],
            Client = new ClientReplacement(clientId, new UpdateApplicationRequest
            {
                AccessTokenTtlSeconds = request.AccessTokenLifetime,
                AllowedScopes = scopes is null ? default : new([.. scopes.OfType<string>().Select(PermissionWords.ScopeOf).Distinct()]),
                DefaultApiId = scopes is null ? default : new(PermissionWords.ApiOf(scopes, caller.Tenant)),
                Policy = request.IpWhitelist.IsPresent ? new(PolicyOf(request.IpWhitelist.Value)) : default,
            }),
        };
    }

    private static PolicyRequest PolicyOf(IReadOnlyList<string>? ipWhitelist) =>
        new() { AllowedNetworks = new(ipWhitelist is { Count: > 0 } networks ? networks : null) };

    private static RefusalResult Refused(OperationError error) => Errors.Of(error, "scopes", Unprocessable);
}
