using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Credentials;

/// <summary>Says whether a token would be accepted for a federated credential, and if not, why: the token goes nowhere but into the answer.</summary>
public sealed class FederatedTokenTrial(
    IDbContextFactory<ServiceAccountsDbContext> contexts, IClients clients, FederatedAssertions assertions, ClientAuthenticator authenticator,
    TimeProvider time)
{
    // What the body of a token request has room for.
    private const int MaxTokenLength = 30_000;

    /// <summary>Every check of a token, passed or not; needs <c>service_account.read</c> where the account is.</summary>
    public async Task<Outcome<TryFederatedTokenResponse>> TryAsync(
        Caller caller, Guid accountId, string clientId, Guid credentialId, TryFederatedTokenRequest request, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await FederatedApplication.FindAsync(db, caller, accountId, clientId, ManagementPermissions.ServiceAccountRead, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        if (request.Token is not { Length: > 0 and <= MaxTokenLength } token)
        {
            return OperationError.Invalid(new Dictionary<string, string> { ["token"] = $"It is required: 1 to {MaxTokenLength} characters." });
        }

        if (found.Value.Find(credentialId)?.ToTrust() is not { } trust || await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return FederatedApplication.NoSuchCredential;
        }

        var checks = (await assertions.ExplainAsync(token.Trim(), trust, client, cancellationToken)).ToList();
        checks.Add(new TrustCheck("state", WhyUnusable(client, trust), "an active account, an enabled application, a credential that has not run out", null));
        return new TryFederatedTokenResponse(
            checks.All(check => check.Passed),
            [.. checks.Select(check => new TrustCheckResponse(check.Name, check.Passed, check.Expected, check.Found, check.Problem))]);
    }

    private string? WhyUnusable(Client client, FederatedTrust trust) => trust.ExpiresAt <= time.GetUtcNow()
        ? "The federated credential has run out: move its expires_at."
        : authenticator.WhyUnusable(new AuthenticatedClient(client, trust.Id) { Method = FederatedAssertions.Method });
}
