using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.Introspection;

/// <summary>
/// The introspection endpoint (RFC 7662): who holds <c>token.introspect</c> in a token's tenant, or is a client that the token's
/// Api names, learns of it. For everybody else, and for a token that is no longer good, there is one answer.
/// </summary>
internal sealed class IntrospectionEndpoint(
    AuthenticatedRequests requests, CallerAuthenticator callers, Challenges challenges, TokenInspection inspection, IntrospectionAnswer answer,
    Freshness freshness)
{
    private const string Surface = "introspection";
    private const string Bearer = "Bearer ";

    // Every method comes here, so that a GET too is answered in the words of RFC 6749.
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.Map(Issuer.IntrospectionPath, routes.ServiceProvider.GetRequiredService<IntrospectionEndpoint>().HandleAsync)
            .ExcludeFromDescription();

    private async Task HandleAsync(HttpContext http)
    {
        if (freshness.IsStale)
        {
            await StaleAnswer.WriteAsync(http, freshness);
            return;
        }

        if (await FindRequesterAsync(http) is not var (requester, token))
        {
            return;
        }

        var found = await inspection.FindAsync(token, http.RequestAborted);
        await answer.SendAsync(http, requester.Name, found is not null && requester.MayLearnOf(found) ? found : null);
    }

    private async Task<(Requester Requester, string Token)?> FindRequesterAsync(HttpContext http)
    {
        // RFC 7662 section 2.1: the endpoint is protected either by client authentication or by an access token of its own.
        if (!CallerCredential.IsDPoPSentIn(http.Request.Headers)
            && !http.Request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return await requests.ReadAsync(http, Surface) is { } request
                ? (new Requester(request.Client.Id, request.Client.Id, request.Principal.Holdings, ScopesOf(request)), request.Token)
                : null;
        }

        var read = await OAuthRequestReader.ReadAsync(http, authorization: string.Empty);
        if (!read.Request.Succeeded)
        {
            await requests.RefuseAsync(http, Surface, null, read.Request.Error, read.StatusCode);
            return null;
        }

        var body = read.Request.Value;
        if (body.ClientSecret is not null || body.ClientAssertion is not null)
        {
            await requests.RefuseAsync(http, Surface, body.ClientId, TwoWays);
            return null;
        }

        var result = await callers.AuthenticateAsync(http, Surface);
        if (result.Caller is not { } caller)
        {
            var problem = result.Problem ?? NotGood;
            http.Response.Headers.WWWAuthenticate = challenges.For(http, problem);
            await requests.RefuseAsync(http, Surface, null, problem, StatusCodes.Status401Unauthorized);
            return null;
        }

        if (body.Token is not { } token)
        {
            await requests.RefuseAsync(http, Surface, caller.ClientId, AuthenticatedRequests.NoToken);
            return null;
        }

        return (new Requester(caller.ClientId ?? caller.PrincipalId.ToString(), caller.ClientId, caller.Holdings, caller.Scopes), token);
    }

    // What its tokens may not have, the client does not have here either.
    private static HashSet<string>? ScopesOf(AuthenticatedRequest request) =>
        request.Client.Apis.FirstOrDefault(access => access.Api.Id == ManagementPermissions.ApiId) is { } own
            ? own.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal)
            : null;

    private static OAuthError TwoWays { get; } = OAuthError.InvalidRequest(
        "The request authenticates in more than one way.", "Send an access token as Bearer, or the client's own credential.");

    private static OAuthError NotGood { get; } = new("invalid_token", "The access token is not good here.")
    {
        Reason = "The Bearer token at the introspection endpoint is unknown, expired, revoked, or not for this server: get another.",
    };
}

/// <summary>Who asks about a token.</summary>
/// <param name="Name">The <c>aud</c> of a signed answer: its client id, or its own id.</param>
/// <param name="ClientId">Its client id, where it has one.</param>
/// <param name="Holdings">All that it holds.</param>
/// <param name="Scopes">What its credential narrows that to; null for no narrowing.</param>
internal sealed record Requester(string Name, string? ClientId, Holdings Holdings, IReadOnlySet<string>? Scopes)
{
    private static readonly Permission Introspect = ManagementPermissions.Of(ManagementPermissions.TokenIntrospect);

    /// <summary>Whether a token is meant for it, or it may look at all tokens of the tenant.</summary>
    public bool MayLearnOf(InspectedToken token) =>
        (ClientId is not null && token.Api?.IntrospectionClients.Contains(ClientId) == true)
        || (Scopes?.Contains(ManagementPermissions.TokenIntrospect) != false && Holdings.Can(Introspect, Place.Tenant(token.TenantId)));
}
