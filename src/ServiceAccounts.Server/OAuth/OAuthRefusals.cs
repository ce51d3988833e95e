using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Telemetry;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.OAuth;

/// <summary>Refuses a request to an OAuth endpoint: a few words to the client, the reason to log and journal.</summary>
internal sealed class OAuthRefusals(RefusalJournal refusals, FailureLimits limits, ILogger<OAuthRefusals> logger)
{
    /// <summary>Refuses, for a surface such as <c>token</c> and an action such as <c>token.refused</c>.</summary>
    public Task RefuseAsync(
        HttpContext http, string surface, string action, string? clientId, OAuthError error, int? statusCode = null)
    {
        // Who mixes up id and secret must not find the secret in our log, nor in the journal.
        var isClientId = clientId is not null && (CredentialFormat.IsClientId(clientId) || CredentialFormat.IsApiTokenId(clientId));
        logger.Refused(clientId is null || isClientId ? clientId : "(not a client id)", error.Error, error.Reason);

        // Who is asked for a nonce has not failed at anything.
        if (!error.AsksForNonce)
        {
            refusals.Report(
                Stranger.Of(http, surface, isClientId ? clientId : null),
                new Deed(action, "client", Guid.Empty)
                {
                    ClientId = isClientId ? clientId : null,
                    Reason = error.Reason,
                    Details = DetailsOf(error),
                });
        }

        if (!IsFailedAuthentication(error))
        {
            return OAuthErrorAnswer.WriteAsync(http, error, statusCode);
        }

        AuthenticationMetrics.Failed(surface, error.Cause);
        return limits.Note(clientId, http.Connection.RemoteIpAddress, error.CountedAs) is { } wait
            ? OAuthErrorAnswer.WriteAsync(http, TooMany(wait))
            : OAuthErrorAnswer.WriteAsync(http, error, statusCode);
    }

    /// <summary>Why a client is refused before anybody looks at its proof, or null: it has failed too often from this address.</summary>
    public OAuthError? WhyNotTried(string clientId, HttpContext http) =>
        limits.WhyNotTried(clientId, http.Connection.RemoteIpAddress) is { } wait ? TooMany(wait) : null;

    /// <summary>What the journal says of an error beside its reason.</summary>
    public static Dictionary<string, object?> DetailsOf(OAuthError error) => error.Rule is { } rule
        ? new() { ["error"] = error.Error, ["rule"] = rule }
        : new() { ["error"] = error.Error };

    private static bool IsFailedAuthentication(OAuthError error) => error.Error is "invalid_client" or "invalid_token" or "invalid_grant";

    private static OAuthError TooMany(TimeSpan wait) =>
        new("temporarily_unavailable", "Too many failed authentications. Try again later, with the right credential.")
        {
            Reason = "Too many authentications failed for this client or from this address: find out who guesses, or what sends an old credential.",
            IsForTooMany = true,
            RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds))),
        };
}
