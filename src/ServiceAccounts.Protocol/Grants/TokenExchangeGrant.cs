using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Grants;

/// <summary>
/// A token is exchanged for another (RFC 8693): an API token for an access token; an access token for a narrower one, by its own
/// client or, acting for it, by a resource server of its Api.
/// </summary>
public sealed class TokenExchangeGrant(PresentedTokens tokens) : IGrant
{
    /// <summary>The <c>grant_type</c>.</summary>
    public const string Type = "urn:ietf:params:oauth:grant-type:token-exchange";

    /// <inheritdoc />
    public string GrantType => Type;

    /// <inheritdoc />
    public async ValueTask<Result<AccessTokenGrant>> AuthorizeAsync(
        AuthenticatedClient client, OAuthRequest request, CancellationToken cancellationToken)
    {
        if (WhyMalformed(request) is { } malformed)
        {
            return malformed;
        }

        // An API token is subject and authentication in one, and its owner acts for itself.
        var granted = request.SubjectTokenType == TokenTypes.ApiToken
            ? ClientCredentialsGrant.Authorize(client, request)
            : await ExchangeAsync(client, request, cancellationToken);
        return granted.Succeeded
            ? granted.Value with { IssuedTokenType = request.RequestedTokenType ?? TokenTypes.AccessToken }
            : granted;
    }

    /// <summary>The subject token is not good, for whatever reason (RFC 8693 section 2.2.2).</summary>
    // One description: who has found a stranger's token cannot try out here whether it is still good.
    public static OAuthError BadSubject(string reason) =>
        new("invalid_request", "The subject token is not one that this client can exchange.") { Reason = reason };

    // RFC 8693 section 2.1.
    private static OAuthError? WhyMalformed(OAuthRequest request) => request switch
    {
        { SubjectToken: null } => OAuthError.InvalidRequest("subject_token is missing.", "Send the token to exchange as the parameter subject_token."),
        { SubjectTokenType: not (TokenTypes.AccessToken or TokenTypes.ApiToken) } =>
            OAuthError.InvalidRequest($"subject_token_type must be {TokenTypes.AccessToken} or {TokenTypes.ApiToken}."),
        { RequestedTokenType: not (null or TokenTypes.AccessToken or TokenTypes.Jwt) } =>
            OAuthError.InvalidRequest($"requested_token_type must be {TokenTypes.AccessToken} or {TokenTypes.Jwt}.", "Send one of them, or none."),
        { ActorToken: null, ActorTokenType: null } => null,
        { SubjectTokenType: TokenTypes.ApiToken } => OAuthError.InvalidRequest("Nobody acts for the owner of an API token: actor_token must not be sent with one."),
        { ActorToken: null } => OAuthError.InvalidRequest("actor_token_type must not be sent without actor_token."),
        { ActorTokenType: not TokenTypes.AccessToken } => OAuthError.InvalidRequest($"actor_token_type must be {TokenTypes.AccessToken}."),
        _ => null,
    };

    private async ValueTask<Result<AccessTokenGrant>> ExchangeAsync(
        AuthenticatedClient client, OAuthRequest request, CancellationToken cancellationToken)
    {
        if (await tokens.ReadAsync(request.SubjectToken!) is not { } subject) // WhyMalformed saw it.
        {
            return BadSubject("The subject token is no access token that was signed here, or it has run out: get a new one.");
        }

        if (await tokens.FindClientAsync(subject, cancellationToken) is not { } owner)
        {
            return BadSubject("The subject token has been revoked, or its account, client or credential, or who acts with it, has ended: get a new one.");
        }

        var isOwn = string.Equals(owner.Id, client.Client.Id, StringComparison.Ordinal);
        var access = owner.Apis.FirstOrDefault(api => string.Equals(api.Api.Identifier, subject.Audience, StringComparison.Ordinal));
        if (access is null || (!isOwn && !MayActAt(access.Api, owner, client.Client)))
        {
            return BadSubject("The subject token is another client's: only that one exchanges it, and the clients that its Api names in introspection_clients.");
        }

        var actor = request.ActorToken is null ? null : await FindActorAsync(client.Client, request.ActorToken, cancellationToken);
        if (request.ActorToken is not null && actor is null)
        {
            return OAuthError.InvalidRequest(
                "The actor token is not a good one of this client.", "Send an access token that the authenticated client itself got and that is still good, or none.");
        }

        var granted = Narrow(subject, access, new AuthenticatedClient(owner, subject.CredentialId) { Method = client.Method }, request);
        if (!granted.Succeeded)
        {
            return granted;
        }

        var acting = isOwn && actor is null ? subject.Actor : Acting(client, subject.Actor);
        return acting?.Count > ActingParty.MaxInChain
            ? OAuthError.InvalidRequest($"More than {ActingParty.MaxInChain} would act for the subject of this token.", "Exchange a token that fewer have exchanged before.")
            : granted.Value with
            {
                ExchangedBy = client,
                Actor = acting,
                NotAfter = EarliestOf(
                    subject.ExpiresAt, actor?.ExpiresAt, client.CredentialExpiresAt, client.Client.ExpiresAt, owner.EndOf(subject.CredentialId)),
                MustProve = [.. new[] { subject.Binding, actor?.Binding }.OfType<TokenBinding>()],
            };
    }

    private static bool MayActAt(Api api, Client owner, Client acting) =>
        owner.TenantId == acting.TenantId && api.IntrospectionClients.Contains(acting.Id);

    private async ValueTask<PresentedToken?> FindActorAsync(Client client, string text, CancellationToken cancellationToken) =>
        await tokens.ReadAsync(text) is { } actor
        && string.Equals(actor.ClientId, client.Id, StringComparison.Ordinal)
        && await tokens.FindClientAsync(actor, cancellationToken) is not null
            ? actor
            : null;

    // Who acted last and acts again is not named twice: the chain says who, and not how often.
    private static ActingParty Acting(AuthenticatedClient client, ActingParty? before) => new(
        client.Client.PrincipalId, client.Client.Id, client.Client.Epoch, client.CredentialId,
        string.Equals(before?.ClientId, client.Client.Id, StringComparison.Ordinal) ? before?.Before : before);

    // Whichever comes first: the ends of both tokens, of what authenticated the request, and of what the subject came from.
    private static DateTimeOffset? EarliestOf(params ReadOnlySpan<DateTimeOffset?> ends)
    {
        DateTimeOffset? earliest = null;
        foreach (var end in ends)
        {
            earliest = end < earliest || earliest is null ? end ?? earliest : earliest;
        }

        return earliest;
    }

    // Never wider: the same Api, and of the scopes that the token has those that are asked for and still held.
    private static Result<AccessTokenGrant> Narrow(PresentedToken subject, ApiAccess access, AuthenticatedClient owner, OAuthRequest request)
    {
        if (request.Resource is { } resource && !access.Api.IsNamedBy(resource)
            || request.Audience is { } audience && !access.Api.IsNamedBy(audience))
        {
            return OAuthError.InvalidTarget(
                "The subject token is for another resource.", "A token is exchanged for one of the same Api: name that one, or none, or get a token for the other.");
        }

        var scope = string.Join(' ', subject.Scope.Split(' ')
            .Where(name => access.Has(name) && (request.Scopes.IsEmpty || request.Scopes.Contains(name))));
        return scope.Length > 0
            ? new AccessTokenGrant(owner, access, scope)
            : OAuthError.InvalidScope(
                "The subject token has none of the scopes asked for.",
                "None of the scopes asked for is in the subject token and still held by its account: ask for some that are, or for none to get all.");
    }
}
