using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>Authenticates the client of a request by exactly one method (RFC 6749 section 2.3).</summary>
public sealed class ClientAuthenticator(IEnumerable<IClientAuthenticationMethod> methods, IClients clients, TimeProvider time)
{
    // A longer one is none of ours; it is not worth a look-up.
    private const int MaxClientIdLength = 256;

    // What counts only without another comes last.
    private readonly IClientAuthenticationMethod[] _methods = [.. methods.OrderBy(method => method.IsOnlyWithoutAnother)];

    /// <summary>The client of a request; every failed proof gets the same <c>invalid_client</c>.</summary>
    public ValueTask<Result<AuthenticatedClient>> AuthenticateAsync(OAuthRequest request, CancellationToken cancellationToken) =>
        AuthenticateAsync<object?>(request, static (_, _) => null, null, cancellationToken);

    /// <summary>
    /// The same where <paramref name="whyNotTried"/> may refuse a client, by its id or by what a proof without one is counted as, before
    /// its proof costs anything: a signature to check, keys to fetch, or a text to look up.
    /// </summary>
    public async ValueTask<Result<AuthenticatedClient>> AuthenticateAsync<T>(
        OAuthRequest request, Func<string, T, OAuthError?> whyNotTried, T state, CancellationToken cancellationToken)
    {
        var method = MethodOf(request);
        if (!method.Succeeded)
        {
            return method.Error;
        }

        var proof = method.Value.Read(request);
        if (!proof.Succeeded)
        {
            return proof.Error;
        }

        var clientId = proof.Value.ClientId;
        if (clientId is not null && request.ClientId is not null && request.ClientId != clientId)
        {
            return OAuthError.InvalidRequest(
                "The client_id in the body is not the one that authenticates.", "Send the same one in both places, or none in the body.")
                with
            { ClientId = clientId };
        }

        if ((clientId ?? proof.Value.CountedAs) is { } counted && whyNotTried(counted, state) is { } refused)
        {
            return refused with { ClientId = clientId };
        }

        var client = clientId?.Length <= MaxClientIdLength ? await clients.FindAsync(clientId, cancellationToken) : null;
        var authenticated = await proof.Value.CheckAsync(client, cancellationToken);

        // State and policy come after the proof: who cannot prove to be the client learns nothing of it, not even by time.
        if (!authenticated.Succeeded)
        {
            var refusal = authenticated.Error;
            return (proof.Value.IsGrant && refusal is { Error: "invalid_client", Reason: { } why } ? OAuthError.InvalidGrant(why, refusal.Cause) : refusal) with
            {
                ClientId = clientId,
                CountedAs = proof.Value.CountedAs,
            };
        }

        var found = proof.Value.IsGrant ? authenticated.Value with { IsByGrant = true } : authenticated.Value;
        var error = WhyUnusable(found) is { } reason ? found.Refuse(reason) : found.Client.Policy.BreachOf(found, request.Head.Address)?.RefusalOf(found);
        return error is null ? found : error with { ClientId = found.Client.Id };
    }

    /// <summary>
    /// Why a client that has been authenticated gets nothing after all, or null: a proof may wait for a key host and a record
    /// for the disk, and what was ended meanwhile has ended.
    /// </summary>
    public async ValueTask<OAuthError?> WhyEndedAsync(AuthenticatedClient authenticated, CancellationToken cancellationToken)
    {
        var before = authenticated.Client;
        var now = await clients.FindAsync(before.Id, cancellationToken);
        var reason = now switch
        {
            null => "The client has been deleted while the request ran: use another client.",
            _ when ReferenceEquals(now, before) => null,
            _ when now.Epoch != before.Epoch => "The service account has been deactivated, or its tokens revoked, while the request ran: ask again, or activate it.",
            _ when !now.Holds(authenticated.CredentialId, time.GetUtcNow()) =>
                "The credential has been deleted, or has run out, while the request ran: use the one that replaced it.",
            _ => WhyUnusable(authenticated with { Client = now })

                // Where it comes from has not changed meanwhile.
                ?? (now.Policy with { AllowedNetworks = null }).BreachOf(authenticated with { Client = now }, null)?.Reason,
        };
        return reason is null ? null : authenticated.Refuse(reason) with { ClientId = before.Id };
    }

    /// <summary>Why nothing is issued to a client although its proof is good, or null: what is wrong, and what would mend it.</summary>
    public string? WhyUnusable(AuthenticatedClient authenticated)
    {
        var now = time.GetUtcNow();
        return authenticated.Client switch
        {
            { AuthenticationMethod: ClientAuthenticationMethod.ApiToken } client => WhyUnusable(client, authenticated.CredentialExpiresAt, now),
            { State: ClientState.AccountInactive } => "The service account is inactive: activate it.",
            { State: ClientState.ApplicationDisabled } => "The application is disabled: enable it.",
            { ExpiresAt: { } end } when end <= now => "The service account has expired: move its expires_at.",
            _ when authenticated.CredentialExpiresAt <= now => "The credential has expired: make a new one.",
            _ => null,
        };
    }

    // The same in the words of an API token, whose owner may be a user.
    private static string? WhyUnusable(Client client, DateTimeOffset? credentialExpiresAt, DateTimeOffset now) => client switch
    {
        { State: ClientState.AccountInactive } => "The owner of the API token is inactive: activate it.",
        { State: ClientState.ApplicationDisabled } => "The API token is disabled: enable it, or generate another.",
        { ExpiresAt: { } end } when end <= now => "The owner of the API token has expired: move its expires_at.",
        _ when credentialExpiresAt <= now => "The API token has been revoked or has expired, or the text is one that it no longer has: generate another.",
        _ => null,
    };

    private Result<IClientAuthenticationMethod> MethodOf(OAuthRequest request)
    {
        IClientAuthenticationMethod? found = null;
        var uses = 0;
        foreach (var method in _methods)
        {
            var times = found is not null && method.IsOnlyWithoutAnother ? 0 : method.TimesUsedIn(request);
            found = times > 0 ? method : found;
            uses += times;
        }

        return (found, uses) switch
        {
            (null, _) => OAuthError.InvalidClient("The request has no client authentication: send Basic, client_secret with client_id, a client_assertion, or client_id over a connection with the client's certificate; or exchange an API token, which is one itself.", FailureCause.NoCredential),
            (_, 1) => Result.Of(found),
            _ => OAuthError.InvalidRequest("The request authenticates the client in more than one way.", "Send the credential once: in the header, in the body, or as an assertion."),
        };
    }
}
