using System.Collections.Frozen;
using System.Diagnostics;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Server.StatusLists;
using ServiceAccounts.Server.Telemetry;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.Token;

/// <summary>The token endpoint (RFC 6749 section 3.2): read, authenticate, authorize, record, issue.</summary>
internal sealed class TokenEndpoint(
    ClientAuthenticator authenticator, IEnumerable<IGrant> grants, ProofOfPossession proofs, AccessTokenIssuer issuer,
    IIssuances issuances, DPoPNonces nonces, StatusReferences statuses, TokenQuotas quotas, Freshness freshness, OAuthRefusals refusals)
{
    // Most answers; a longer one has its buffer grow.
    private const int AnswerCapacity = 2_048;

    private readonly FrozenDictionary<string, IGrant> _grants = grants.ToFrozenDictionary(g => g.GrantType, StringComparer.Ordinal);

    // Every method comes here, so that a GET too is answered in the words of RFC 6749.
    public static void Map(IEndpointRouteBuilder routes, string path = Issuer.TokenPath) =>
        routes.Map(path, routes.ServiceProvider.GetRequiredService<TokenEndpoint>().HandleAsync)
            .ExcludeFromDescription();

    private async Task HandleAsync(HttpContext http)
    {
        using var span = TokenTelemetry.Begin();
        if (!freshness.MayIssue(out _))
        {
            await StaleAnswer.WriteAsync(http, freshness);
            return;
        }

        var read = await OAuthRequestReader.ReadAsync(http);
        if (!read.Request.Succeeded)
        {
            await RefuseAsync(http, span, read.Request.Error.ClientId, read.Request.Error, read.StatusCode);
            return;
        }

        var request = read.Request.Value;
        if (request.Head.DPoP is not null)
        {
            // RFC 9449 section 8.2: whoever uses proofs has the next nonce before it is asked for.
            http.Response.Headers[DPoPRules.NonceHeader] = nonces.Current;
        }

        var client = await AuthenticateAsync(http, request);
        if (!client.Succeeded)
        {
            await RefuseAsync(http, span, client.Error.ClientId ?? request.ClientId ?? request.Basic?.ClientId, client.Error);
            return;
        }

        if (await authenticator.WhyEndedAsync(client.Value, http.RequestAborted) is { } ended)
        {
            await RefuseAsync(http, span, client.Value.Client.Id, ended);
            return;
        }

        var granted = await AuthorizeAsync(client.Value, request, http.RequestAborted);
        if (!granted.Succeeded)
        {
            await RefuseAsync(http, span, client.Value.Client.Id, granted.Error);
            return;
        }

        var possession = proofs.Of(client.Value, request, granted.Value);
        if (!possession.Succeeded)
        {
            await RefuseAsync(http, span, client.Value.Client.Id, possession.Error);
            return;
        }

        // Times in a token are whole seconds: in its last one, a client or credential would get a token that has ended.
        var isIssuing = freshness.MayIssue(out var longest);
        var token = issuer.Prepare(
            ReferenceEquals(possession.Value, Possession.None) ? granted.Value : granted.Value with { Possession = possession.Value }, longest);
        if (!isIssuing)
        {
            await StaleAnswer.WriteAsync(http, freshness);
            return;
        }

        if (token.ExpiresIn <= 0)
        {
            await RefuseAsync(
                http, span, client.Value.Client.Id,
                client.Value.Refuse("The service account or its credential has expired: less than a second is left of it. Move its expires_at, or make a new credential."));
            return;
        }

        token = await statuses.AddToAsync(token, http.RequestAborted);
        if (quotas.Take(http, client.Value) is { } tooMany)
        {
            await RefuseAsync(http, span, client.Value.Client.Id, tooMany);
            return;
        }

        using var answer = new PooledBuffer(AnswerCapacity);
        var isReleased = false;
        try
        {
            // The record is on its way to the disk while the signature is made; the token is released when both are done.
            if ((WhyNotReleased(client.Value, await RecordAsync(http, token, answer)) ?? await WhyEndedAsync(token.Grant, http.RequestAborted)) is { } error)
            {
                await RefuseAsync(http, span, client.Value.Client.Id, error);
                return;
            }

            isReleased = true;
        }
        finally
        {
            // Also where the caller has gone away meanwhile, or something has failed.
            if (!isReleased)
            {
                quotas.GiveBack(client.Value.Client);
            }
        }

        TokenTelemetry.Granted(span, request.GrantType!, client.Value.Method); // One that is granted has been found by it.
        await OAuthAnswer.SendAsync(http, answer.WrittenMemory);
    }

    private async ValueTask<Result<AuthenticatedClient>> AuthenticateAsync(HttpContext http, OAuthRequest request)
    {
        using var step = TokenTelemetry.Step("authenticate");
        return await authenticator.AuthenticateAsync(
            request, static (clientId, at) => at.refusals.WhyNotTried(clientId, at.http), (refusals, http), http.RequestAborted);
    }

    private async ValueTask<IssuanceOutcome> RecordAsync(HttpContext http, AccessToken token, PooledBuffer answer)
    {
        using var step = TokenTelemetry.Step("record");
        var recording = issuances.RecordAsync(Issuance.Of(token, http.Connection.RemoteIpAddress), http.RequestAborted);
        using (TokenTelemetry.Step("sign"))
        {
            TokenAnswer.Write(token, issuer, answer);
        }

        return await recording;
    }

    private async ValueTask<Result<AccessTokenGrant>> AuthorizeAsync(
        AuthenticatedClient client, OAuthRequest request, CancellationToken cancellationToken)
    {
        using var step = TokenTelemetry.Step("grant");
        if (request.GrantType is null)
        {
            return OAuthError.InvalidRequest("grant_type is missing.", $"Send one of: {string.Join(", ", _grants.Keys)}.");
        }

        return _grants.TryGetValue(request.GrantType, out var grant)
            ? await grant.AuthorizeAsync(client, request, cancellationToken)
            : OAuthError.UnsupportedGrantType(
                $"This server offers: {string.Join(", ", _grants.Keys)}.",
                $"The grant_type is none that this server offers: send one of {string.Join(", ", _grants.Keys)}.");
    }

    // Whoever asked, and whose token it is where it was another's that was exchanged.
    private async ValueTask<OAuthError?> WhyEndedAsync(AccessTokenGrant granted, CancellationToken cancellationToken)
    {
        if (await authenticator.WhyEndedAsync(granted.Requester, cancellationToken) is { } ended)
        {
            return ended;
        }

        return granted.ExchangedBy is not null && await authenticator.WhyEndedAsync(granted.Client, cancellationToken) is { Reason: { } reason }
            ? TokenExchangeGrant.BadSubject(reason)
            : null;
    }

    private static OAuthError? WhyNotReleased(AuthenticatedClient client, IssuanceOutcome outcome) => outcome switch
    {
        IssuanceOutcome.Recorded => null,
        IssuanceOutcome.AlreadyUsed => client.Refuse(OAuthError.AssertionUsedBefore, FailureCause.UsedBefore),
        IssuanceOutcome.ProofAlreadyUsed => OAuthError.DPoPProofUsedBefore,
        _ => OAuthError.TemporarilyUnavailable("The journal of issued tokens cannot be written: the server's log says why. Ask again later."),
    };

    private Task RefuseAsync(HttpContext http, Activity? span, string? clientId, OAuthError error, int? statusCode = null)
    {
        TokenTelemetry.Refused(span, error.Error);
        return refusals.RefuseAsync(http, "token", "token.refused", clientId, error, statusCode);
    }
}
