using System.Text.Json.Serialization;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Who calls.</summary>
internal static class SnykSelfEndpoint
{
    private const string Path = "/self";

    // Snyk's users have a picture. Ours have none, and this one makes nobody's browser ask anybody.
    private const string NoPicture = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

    public static void Map(RouteGroupBuilder rest) => rest.MapGet(Path, GetAsync).WithTags("Users").WithName("SnykGetSelf").RefusesAsSnyk()
        .Produces<SnykDocument<SnykPrincipal>>(200, JsonApi.MediaType).WithSummary("Shows who calls.");

    private static async Task<IResult> GetAsync([AsParameters] SnykCall call, SelfOperations self, PrincipalStore principals)
    {
        var caller = call.Caller;
        var isUser = caller.Kind == PrincipalKind.User;
        var owner = isUser ? null : await principals.FindOrganizationAsync(caller.HomeTenantId, caller.PrincipalId, call.CancellationToken);
        return SnykCall.Answer(new SnykDocument<SnykPrincipal>(
            new SnykPrincipal(caller.PrincipalId, isUser ? "user" : SnykServiceAccount.TypeName, new SnykPrincipalAttributes
            {
                Name = caller.Name,
                DefaultOrgContext = owner is { } id && caller.Tenant.PlaceOf(id).Kind == PlaceKind.Organization ? id : null,
                Email = isUser ? await self.FindEmailAsync(caller, call.CancellationToken) ?? string.Empty : null,
                AvatarUrl = isUser ? NoPicture : null,
            }),
            new SnykLinks { Self = call.LinkTo(Path) }));
    }
}

/// <summary>Who calls.</summary>
/// <param name="Id">The id.</param>
/// <param name="Type"><c>user</c> or <c>service_account</c>.</param>
/// <param name="Attributes">What is known of it.</param>
internal sealed record SnykPrincipal(Guid Id, string Type, SnykPrincipalAttributes Attributes);

/// <summary>What is known of who calls.</summary>
internal sealed record SnykPrincipalAttributes
{
    public required string Name { get; init; }

    /// <summary>The org that owns a service account; none for an account of a group, and for a user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? DefaultOrgContext { get; init; }

    /// <summary>Of a user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>Of a user: a picture of nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AvatarUrl { get; init; }
}
