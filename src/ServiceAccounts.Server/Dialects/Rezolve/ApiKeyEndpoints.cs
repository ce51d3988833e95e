using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>API keys: they belong to the tenant and not to who made them, so each is a service account with an API token.</summary>
internal static class ApiKeyEndpoints
{
    private const int MaxDays = 3_650;
    private const int MaxGraceMinutes = 7 * 24 * 60;

    public static void Map(RouteGroupBuilder routes)
    {
        var keys = routes.MapGroup("/api-keys").WithTags("apiKeys");
        Answers.Describe(keys, 409, 413);
        keys.MapPost("/", CreateAsync).WithName("RezolveCreateApiKey").WithSummary("Makes an API key; only this answer shows it.");
        keys.MapGet("/", ListAsync).WithName("RezolveListApiKeys").WithSummary("Lists the API keys of the tenant, never their text.");
        keys.MapGet("/{id}", GetAsync).WithName("RezolveGetApiKey").WithSummary("Shows an API key, never its text.");
        keys.MapPost("/{id}/rotate", RotateAsync).WithName("RezolveRotateApiKey")
            .WithSummary("Gives an API key another text under the same id; that before works for the grace period, or no more.");
        keys.MapDelete("/{id}", RevokeAsync).WithName("RezolveRevokeApiKey").AddEndpointFilter<WithoutBody>()
            .WithSummary("Revokes an API key, for good.");

        var key = routes.MapGroup("/api-key").WithTags("apiKeys");
        Answers.Describe(key, 413);
        key.MapPost("/validate", ValidateAsync).WithName("RezolveValidateApiKey")
            .WithSummary("Says whether a key of this tenant is good, and if not, why; needs the permission token.introspect.");
    }

    private static async Task<Results<Ok<Answer<ApiKeyModel>>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, CreateApiKeyRequest request, ServiceAccountCreation creation, ApiKeyView view, Answers answers,
        CancellationToken cancellationToken)
    {
        var caller = who.Caller;
        if (caller.CanAnywhere(ManagementPermissions.ServiceAccountCreate) && ProblemsOf(request) is { Count: > 0 } problems)
        {
            return Errors.Invalid(problems);
        }

        var made = await creation.CreateAsync(
            caller,
            new CreateServiceAccountRequest
            {
                Name = request.Name,
                Description = request.Description,
                AuthType = ApiKeyView.AuthType,
                Permissions = request.Scopes?.Select(name => PermissionWords.ToOurs(name, caller.Tenant)).ToList(),
                ExpiresAt = request.ExpiresIn is >= 1 and <= MaxDays and var days ? answers.Now.AddDays(days) : null,
            },
            cancellationToken);
        return made.Succeeded
            ? answers.Of("API key created successfully", await view.ShowNewAsync(caller, made.Value, cancellationToken))
            : Errors.Of(made.Error, "scopes");
    }

    private static async Task<Results<Ok<Answer<ApiKeysModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, ServiceAccountOperations accounts, ApiKeyView view, Answers answers, int? limit, int? offset,
        CancellationToken cancellationToken)
    {
        var listed = await KnownClients.ListAsync(who.Caller, accounts, ApiKeyView.AuthType, limit, offset, cancellationToken);
        return listed.Refused ?? (Results<Ok<Answer<ApiKeysModel>>, RefusalResult>)answers.Of(
            "API keys retrieved successfully", new ApiKeysModel(await view.ShowAsync(who.Caller, listed.Accounts, cancellationToken), listed.Pagination));
    }

    private static async Task<Results<Ok<Answer<ApiKeyModel>>, RefusalResult>> GetAsync(
        AuthenticatedCaller who, string id, ServiceAccountOperations accounts, ApiKeyView view, Answers answers, CancellationToken cancellationToken)
    {
        var found = await FindAsync(who.Caller, id, accounts, cancellationToken);
        return found.Succeeded
            ? answers.Of("API key retrieved successfully", await view.ShowAsync(who.Caller, found.Value, cancellationToken))
            : Errors.Of(found.Error);
    }

    private static async Task<Results<Ok<Answer<RotatedApiKeyModel>>, RefusalResult>> RotateAsync(
        AuthenticatedCaller who, string id, RotateApiKeyRequest? request, ServiceAccountOperations accounts, ApiTokenOperations tokens,
        Answers answers, CancellationToken cancellationToken)
    {
        var found = await FindAsync(who.Caller, id, accounts, cancellationToken);
        if (!found.Succeeded)
        {
            return Errors.Of(found.Error);
        }

        var minutes = request?.GracePeriodMinutes ?? 0;
        if (minutes is < 0 or > MaxGraceMinutes)
        {
            return Errors.Invalid(new Dictionary<string, string> { ["gracePeriodMinutes"] = $"It is a number from 0 to {MaxGraceMinutes}: a week at most." });
        }

        if (found.Value.Tokens is not [var token, ..])
        {
            return AlreadyRevoked;
        }

        var rotated = await tokens.RotateAsync(
            who.Caller, found.Value.Id, token.Id, new RotateApiTokenRequest { GraceSeconds = minutes * 60 }, cancellationToken);
        return rotated.Succeeded
            ? answers.Of("API key rotated successfully", new RotatedApiKeyModel
            {
                Id = found.Value.Id,
                Key = rotated.Value.Token!, // The answer that makes it has it.
                RotatedAt = answers.Now,
                GracePeriodEndsAt = rotated.Value.RetiringUntil,
            })
            : Errors.Of(rotated.Error);
    }

    private static async Task<Results<Ok<Answer<RevokedApiKeyModel>>, RefusalResult>> RevokeAsync(
        AuthenticatedCaller who, string id, ServiceAccountOperations accounts, EndedThings ended, People people, Answers answers,
        CancellationToken cancellationToken)
    {
        var caller = who.Caller;
        var found = await FindAsync(caller, id, accounts, cancellationToken);
        if (found.Error is { Kind: OperationErrorKind.NotFound } && Guid.TryParseExact(id, "D", out var known)
            && caller.Can(ManagementPermissions.ServiceAccountDelete, caller.TenantPlace)
            && await ended.HadKeyOwnerAsync(caller.Tenant.TenantId, known, cancellationToken))
        {
            return AlreadyRevoked;
        }

        var deleted = found.Succeeded ? await accounts.DeleteAsync(caller, found.Value.Id, expectedVersion: null, cancellationToken) : found;
        return deleted.Succeeded
            ? answers.Of("API key revoked successfully", new RevokedApiKeyModel
            {
                Id = deleted.Value.Id,
                Name = deleted.Value.Name,
                Status = "revoked",
                RevokedAt = answers.Now,
                RevokedBy = await people.OfAsync(caller, cancellationToken),
            })
            : Errors.Of(deleted.Error);
    }

    private static async Task<Results<Ok<Answer<ValidatedApiKeyModel>>, RefusalResult>> ValidateAsync(
        AuthenticatedCaller who, ValidateApiKeyRequest request, ApiTokenInspection inspection, Answers answers, CancellationToken cancellationToken)
    {
        var inspected = await inspection.InspectAsync(who.Caller, request.Key ?? string.Empty, cancellationToken);
        if (!inspected.Succeeded)
        {
            return Errors.Of(inspected.Error);
        }

        return string.IsNullOrEmpty(request.Key)
            ? Errors.Invalid(new Dictionary<string, string> { ["key"] = "It is required: the API key." })
            : answers.Of("API key validated", ApiKeyView.Of(inspected.Value, who.Caller.Tenant));
    }

    private static RefusalResult AlreadyRevoked { get; } =
        Errors.Conflict(Errors.KeyAlreadyRevoked, "The API key has been revoked before: make another.");

    private static async Task<Outcome<ServiceAccountResponse>> FindAsync(
        Caller caller, string id, ServiceAccountOperations accounts, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var known))
        {
            return OperationError.NotFound(Errors.ApiKey);
        }

        var found = await accounts.GetAsync(caller, known, cancellationToken);
        return found is { Error.Kind: OperationErrorKind.NotFound } or { Value.AuthType: not ApiKeyView.AuthType }
            ? OperationError.NotFound(Errors.ApiKey)
            : found;
    }

    private static Dictionary<string, string> ProblemsOf(CreateApiKeyRequest request)
    {
        var problems = new Dictionary<string, string>();
        if (request.ExpiresIn is < 1 or > MaxDays)
        {
            problems["expiresIn"] = $"It is a number of days from 1 to {MaxDays}; none for a key that does not run out.";
        }

        if (request.IpWhitelist is { Count: > 0 })
        {
            problems["ipWhitelist"] = "It is empty or absent: this server does not restrict keys to networks, and does not pretend to.";
        }

        return problems;
    }
}
