using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Users.</summary>
internal static class UserEndpoints
{
    private const int MaxNameLength = 128;
    private const int MaxEmailLength = 255;

    public static void Map(RouteGroupBuilder all)
    {
        var users = all.MapGroup("/users").WithTags("userManagement").AddEndpointFilter<RouteGroupBuilder, UserManagement>();
        users.MapGet("/", ListAsync).Is("ListUsers", "Lists the users; service accounts among them only where includeServiceAccounts is true.");
        users.MapPost("/", CreateAsync).Is("CreateUser", "Makes a user with roles.");
    }

    private static async Task<Results<Ok<SumoList<UserModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, UserOperations users, AccountNames names, UserModels models, MixedUsers mixed, int? limit, string? token,
        string? sortBy, string? email, bool? includeServiceAccounts, CancellationToken cancellationToken)
    {
        var paging = SumoPaging.Of(limit, token);
        var problems = new SumoFields().Optional("email", email, MaxEmailLength);
        if ((paging.Error ?? SumoPaging.WhyNotSorted(sortBy) ?? (problems.AreValid ? null : problems.Error)) is { } wrong)
        {
            return SumoAnswers.Refused(wrong);
        }

        if (string.IsNullOrEmpty(email))
        {
            var page = await mixed.ListAsync(who.Caller, paging.Value!, includeServiceAccounts ?? false, cancellationToken); // Or it is wrong.
            return page.Succeeded ? TypedResults.Ok(page.Value) : SumoAnswers.Refused(page.Error);
        }

        var ids = await names.IdsOfEmailsAsync(who.Caller.Tenant.TenantId, [email.Trim()], cancellationToken);
        if (ids.Count == 0)
        {
            return TypedResults.Ok(new SumoList<UserModel>([]));
        }

        var found = await users.GetAsync(who.Caller, ids.Single().Value, cancellationToken);
        return found.Succeeded
            ? TypedResults.Ok(new SumoList<UserModel>(await models.ShowAsync(who.Caller, [found.Value], cancellationToken)))
            : SumoAnswers.Refused(found.Error);
    }

    private static async Task<Results<Ok<UserModel>, RefusalResult>> CreateAsync(
        AuthenticatedCaller who, CreateUserDefinition request, UserOperations users, SumoIds ids, UserModels models,
        CancellationToken cancellationToken)
    {
        var fields = new SumoFields().Required("firstName", request.FirstName, MaxNameLength).Present("lastName", request.LastName)
            .Optional("lastName", request.LastName, MaxNameLength - 1).Required("email", request.Email, MaxEmailLength).Present("roleIds", request.RoleIds);
        if (!fields.AreValid)
        {
            return SumoAnswers.Refused(fields.Error);
        }

        var roles = await ids.FindRolesAsync(who.Caller, "roleIds", request.RoleIds!, cancellationToken); // It is present.
        if (!roles.Succeeded)
        {
            return SumoAnswers.Refused(roles.Error);
        }

        var made = await users.CreateAsync(
            who.Caller,
            new CreateUserRequest { Name = $"{request.FirstName} {request.LastName}".Trim(), Email = request.Email, RoleIds = roles.Value },
            cancellationToken);
        return made.Succeeded
            ? TypedResults.Ok((await models.ShowAsync(who.Caller, [made.Value], cancellationToken))[0])
            : new RefusalResult(Refusal.Of(made.Error).Rename("name", "firstName"));
    }
}
