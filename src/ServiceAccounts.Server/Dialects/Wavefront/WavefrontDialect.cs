using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Wavefront's API as a surface of this server.</summary>
internal sealed class WavefrontDialect(HostTenants hosts) : IDialect
{
    public const string DialectName = "wavefront";

    public const string Accounts = Prefix + "/account";
    public const string Tokens = Prefix + "/apitoken";
    public const string Groups = Prefix + "/usergroup";
    public const string Roles = Prefix + "/role";

    private const string Prefix = "/api/v2";

    public string Name => DialectName;

    public string Title => "Wavefront dialect";

    public string Description =>
        "For clients of Wavefront: service accounts (sa::name), their API tokens, permissions, user groups and roles. The tenant is that of "
        + "the host name's first label where the server has a host suffix, else that of the credential. A token is shown once, as the tokenID "
        + "of the answer that made it; everywhere else tokenID is its id. Both are taken where a path names a token.";

    public bool Owns(PathString path) => path.StartsWithSegments(Prefix);

    public ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken) =>
        hosts.FindAsync(http, cancellationToken);

    public Task RefuseAsync(HttpContext http, Refusal refusal) =>
        TypedResults.Json(
            new ErrorContainer(ContainerStatus.Error(refusal.StatusCode, WavefrontFields.MessageOf(refusal)), null),
            statusCode: refusal.StatusCode).ExecuteAsync(http);

    public void Map(RouteGroupBuilder routes)
    {
        routes.AddEndpointFilter(WavefrontFields.RenameAsync);
        ServiceAccountEndpoints.Map(routes);
        AccountEndpoints.Map(routes);
        AccountAccessEndpoints.Map(routes);
        ServiceAccountTokenEndpoints.Map(routes);
        CustomerTokenEndpoints.Map(routes);
        UserGroupEndpoints.Map(routes);
        UserGroupMemberEndpoints.Map(routes);
        RoleEndpoints.Map(routes);
        RoleAssigneeEndpoints.Map(routes);
    }
}
