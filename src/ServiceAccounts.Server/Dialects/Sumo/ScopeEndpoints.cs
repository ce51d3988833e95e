using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Which scopes there are; everybody may know.</summary>
internal static class ScopeEndpoints
{
    private const string Read = "read";

    private static readonly ScopeGroupModel Own = new("serviceAccounts", "This server's own API");

    public static void Map(RouteGroupBuilder all)
    {
        all.MapGet("/accessKeys/scopes", ListOfKeys).WithTags("accessKeyManagement")
            .Is("ListScopes", "Lists the scopes that an access key may be narrowed to.");
        all.MapGet("/oauth/scopes", ListOfClients).WithTags("oauthManagement")
            .Is("ListOAuthScopes", "Lists the scopes that an OAuth client may have: those of access keys, and the permissions of the tenant's Apis.");
    }

    private static Ok<SumoList<ScopeModel>> ListOfKeys(AuthenticatedCaller who)
    {
        _ = who;
        return TypedResults.Ok(new SumoList<ScopeModel>([.. OfOurs()]));
    }

    private static Ok<SumoList<ScopeModel>> ListOfClients(AuthenticatedCaller who)
    {
        var ofApis =
            from api in who.Caller.Tenant.Apis
            where api.Id != ManagementPermissions.ApiId
            from name in api.Permissions.Order(StringComparer.Ordinal)
            select new ScopeModel { Id = name, Label = name, Type = "custom", DependsOn = [], Group = new(api.Id.ToString(), api.Identifier) };
        return TypedResults.Ok(new SumoList<ScopeModel>([.. OfOurs().Concat(ofApis).DistinctBy(scope => scope.Id)]));
    }

    private static IEnumerable<ScopeModel> OfOurs() => Capabilities.All
        .Select(capability => new ScopeModel
        {
            Id = capability.Name,
            Label = capability.Label,
            Type = TypeOf(capability.Permissions),
            DependsOn = capability.DependsOn,
            Group = capability.Group,
        })
        .Concat(ManagementPermissions.All.Order(StringComparer.Ordinal).Select(name => new ScopeModel
        {
            Id = name,
            Label = name,
            Type = TypeOf([name]),
            DependsOn = [],
            Group = Own,
        }));

    private static string TypeOf(IReadOnlyList<string> permissions) =>
        permissions.All(name => name.EndsWith(".read", StringComparison.Ordinal)) ? Read : "write";
}
