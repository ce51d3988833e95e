using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>What every caller may ask: who am I, and where is this.</summary>
internal static class SelfEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("/self", GetSelfAsync).WithTags("self").WithName("GetSelf").Refuses()
            .WithSummary("Shows the caller: tenant, roles, groups, what it may do with this credential, and whether it is an administrator.");
        management.MapGet("/regions", GetRegions).WithTags("regions").WithName("GetRegions").Refuses()
            .WithSummary("Shows the region table, and which region this deployment is.");
    }

    private static async Task<Results<Ok<SelfResponse>, ProblemHttpResult>> GetSelfAsync(
        AuthenticatedCaller who, SelfOperations self, CancellationToken cancellationToken) =>
        Answers.Shown(await self.GetAsync(who.Caller, cancellationToken));

    private static Ok<RegionsResponse> GetRegions(RegionTable regions) => TypedResults.Ok(regions.Show());
}
