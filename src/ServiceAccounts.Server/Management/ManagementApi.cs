using System.Net.Mime;
using ServiceAccounts.Contracts;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Management;

/// <summary>The management API: its routes, and what all of them share.</summary>
internal static class ManagementApi
{
    public const string Prefix = "/management";
    public const string Root = Prefix + "/v1";
    public const string DocumentName = "management";

    public const string Title = "ServiceAccounts management API";

    public const string ProblemJson = "application/problem+json";

    // Two credentials, none, too few permissions, a tenant that does not exist for the caller, and too many wrong credentials.
    private static readonly int[] RefusedEverywhere = [400, 401, 403, 404, 429];

    /// <summary>Adds what the routes need.</summary>
    public static IServiceCollection AddManagementApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            var contracts = ContractsJson.Default.Options;
            json.SerializerOptions.PropertyNamingPolicy = contracts.PropertyNamingPolicy;
            json.SerializerOptions.PropertyNameCaseInsensitive = contracts.PropertyNameCaseInsensitive;
            json.SerializerOptions.UnmappedMemberHandling = contracts.UnmappedMemberHandling;
            json.SerializerOptions.NumberHandling = contracts.NumberHandling;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
            json.SerializerOptions.Converters.Add(new TimeConverter());
        });

        // A body that cannot be read is answered by RequestProblems, in the same words in every environment.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<IdempotentRequests>();
        services.AddProblemDetails();
        services.AddSingleton<ISurface, ManagementSurface>();
        services.AddOpenApi(DocumentName, ManagementDocument.Configure);
        return services;
    }

    /// <summary>Maps the routes.</summary>
    public static void Map(WebApplication app)
    {
        var management = app.MapGroup(Root).AddEndpointFilter<RouteGroupBuilder, RefusedOperations>().AddEndpointFilter<RouteGroupBuilder, NarrowedCredentials>();
        management.RefuseUnknownParameters(refusal => refusal.ToProblem(), ManagementSurface.TenantParameter);
        management.TryTagsInTurn();
        ServiceAccountEndpoints.Map(management);
        ApplicationEndpoints.Map(management);
        CredentialEndpoints.Map(management);
        FederatedCredentialEndpoints.Map(management);
        ClientCertificateEndpoints.Map(management);
        LeakEndpoints.Map(management);
        RoleEndpoints.Map(management);
        ApiEndpoints.Map(management);
        GroupEndpoints.Map(management);
        GroupAccessEndpoints.Map(management);
        PrincipalAccessEndpoints.Map(management);
        TenantEndpoints.Map(management);
        OrganizationEndpoints.Map(management);
        UserEndpoints.Map(management);
        SelfEndpoints.Map(management);
        JournalEndpoints.Map(management);
        KeyEndpoints.Map(management);
    }

    /// <summary>Says in the document which refusals a route has, beside those that all have.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statusCodes)
    {
        foreach (var statusCode in statusCodes.Concat(RefusedEverywhere).Order())
        {
            route.ProducesProblem(statusCode, ProblemJson);
        }

        return route;
    }

    /// <summary>
    /// Does a request once under an <c>Idempotency-Key</c>; what it makes can be read at <paramref name="location"/>, of the
    /// form that <see cref="IdempotentRoute"/> takes.
    /// </summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder route, string location)
    {
        var idempotent = new IdempotentRoute(location);
        return route.WithMetadata(idempotent)
            .ProducesProblem(StatusCodes.Status409Conflict, ProblemJson)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity, ProblemJson)
            .AddEndpointFilter((invocation, next) =>
                invocation.HttpContext.RequestServices.GetRequiredService<IdempotentRequests>().RunAsync(invocation, next, idempotent));
    }

    /// <summary>Says in the document that a route takes a merge patch, under its own media type (RFC 7396) too.</summary>
    public static RouteHandlerBuilder TakesMergePatch<T>(this RouteHandlerBuilder route)
        where T : notnull =>
        route.Accepts<T>(MediaTypeNames.Application.Json, "application/merge-patch+json");
}
