using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.OAuth;

/// <summary>Refuses a request to an OAuth endpoint: a few words to the client, the reason to log and journal.</summary>
internal sealed class OAuthRefusals(RefusalJournal refusals, ILogger<OAuthRefusals> logger)
{
    /// <summary>Refuses, for a surface such as <c>token</c> and an action such as <c>token.refused</c>.</summary>
    public Task RefuseAsync(
        HttpContext http, string surface, string action, string? clientId, OAuthError error, int? statusCode = null)
    {
        // Who mixes up id and secret must not find the secret in our log, nor in the journal.
        var isClientId = clientId is not null && CredentialFormat.IsClientId(clientId);
        logger.Refused(clientId is null || isClientId ? clientId : "(not a client id)", error.Error, error.Reason);
        refusals.Report(
            Stranger.Of(http, surface, isClientId ? clientId : null),
            new Deed(action, "client", Guid.Empty)
            {
                ClientId = isClientId ? clientId : null,
                Reason = error.Reason,
                Details = new Dictionary<string, object?> { ["error"] = error.Error },
            });
        return OAuthErrorAnswer.WriteAsync(http, error, statusCode);
    }
}
