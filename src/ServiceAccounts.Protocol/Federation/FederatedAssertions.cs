using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Federation;

/// <summary>
/// Holds tokens of other issuers against what clients trust (RFC 7523 with an issuer that is not the client). Such a token is
/// presented many times, so nothing of it is claimed; and it says nothing of our client, so the request must.
/// </summary>
public sealed class FederatedAssertions(TrustRules rules, IClientKeys clientKeys)
{
    /// <summary>How a client has authenticated that did so in this way.</summary>
    public const string Method = "federated";

    // Each set that is asked for may be a fetch.
    private const int MaxKeySets = 4;

    /// <summary>Whether a JWT is another issuer's and not the client's own, which has the <c>client_id</c> as <c>iss</c> and <c>sub</c>.</summary>
    internal static bool IsForeign(JsonWebToken jwt) => jwt.Issuer switch
    {
        null or "" => jwt.Subject?.StartsWith(SpiffeId.Scheme, StringComparison.Ordinal) == true,
        var iss => !CredentialFormat.IsClientId(iss) && iss != jwt.Subject,
    };

    /// <summary>Reads a token that came with a request.</summary>
    internal Result<ClientProof> Read(JsonWebToken jwt, string? clientId, bool isGrant) => clientId is null
        ? OAuthError.InvalidRequest("client_id is missing.", "A token of another issuer does not name the client: send client_id beside it.")
        : new Proof(clientId, ForeignToken.TryRead(jwt), this) { IsGrant = isGrant };

    /// <summary>
    /// Every check of a token against one trust and the client's policy, the failed ones among them; for whoever asks why. That is
    /// not the workload: the networks that the policy allows are left out.
    /// </summary>
    public async Task<IReadOnlyList<TrustCheck>> ExplainAsync(
        string token, FederatedTrust trust, Client client, CancellationToken cancellationToken)
    {
        if (SignedJwt.TryParse(token) is not { } jwt || ForeignToken.TryRead(jwt) is not { } read)
        {
            return [new TrustCheck("form", "It is no signed JWT with each claim once: paste the whole token, three parts joined by dots.", "a JWS in compact form", null)];
        }

        var before = rules.BeforeSignature(read, trust).ToList();
        var signature = before[0].Passed
            ? WhyNotSigned(await new JwtSignature(jwt).CheckAsync(trust.UrlFor(client.TenantId), trust.Inline, clientKeys, cancellationToken), trust)
            : "It was not checked, for its algorithm is refused.";
        var policy = client.Policy with { AllowedNetworks = null };
        var breach = policy.BreachOf(new AuthenticatedClient(client, trust.Id) { Method = Method, Algorithm = jwt.Alg }, null);
        return
        [
            .. before,
            new TrustCheck("signature", signature, "a key of the issuer", jwt.Kid is { Length: > 0 } kid ? $"kid {kid}" : null),
            .. TrustRules.Conditions(read, trust),
            new TrustCheck("policy", breach?.Reason, "a way and an algorithm that the application's and the tenant's policies allow", null),
        ];
    }

    private async ValueTask<Result<AuthenticatedClient>> CheckAsync(Client client, ForeignToken token, CancellationToken cancellationToken)
    {
        var reason = "No federated credential of the application is for the token's issuer, or it has run out: add one.";
        var signature = new JwtSignature(token.Jwt);
        var checkedSets = new List<(KeySetUrl? Url, ClientKeySet? Inline, SignatureOutcome Outcome)>();
        foreach (var trust in client.Trusts.Where(trust => rules.Concerns(trust, token)))
        {
            if (rules.BeforeSignature(token, trust).FirstOrDefault(check => !check.Passed) is { } broken)
            {
                reason = About(trust, broken.Problem);
                continue;
            }

            // Several trusts of one issuer share its keys: one check, one fetch.
            var url = trust.UrlFor(client.TenantId);
            var at = checkedSets.FindIndex(set => set.Url == url && ReferenceEquals(set.Inline, trust.Inline));
            if (at < 0)
            {
                if (checkedSets.Count == MaxKeySets)
                {
                    continue;
                }

                at = checkedSets.Count;
                checkedSets.Add((url, trust.Inline, await signature.CheckAsync(url, trust.Inline, clientKeys, cancellationToken)));
            }

            var problem = WhyNotSigned(checkedSets[at].Outcome, trust)
                ?? TrustRules.Conditions(token, trust).FirstOrDefault(check => !check.Passed)?.Problem;
            if (problem is null)
            {
                return Authenticated(client, trust, token);
            }

            reason = About(trust, problem);
        }

        return OAuthError.InvalidClient(reason, FailureCause.WrongAssertion);
    }

    // What is issued lasts no longer than the token does, nor than the trust in it.
    private static AuthenticatedClient Authenticated(Client client, FederatedTrust trust, ForeignToken token)
    {
        var end = token.Time("exp")!.Value; // The rules saw it.
        return new AuthenticatedClient(client, trust.Id)
        {
            Method = Method,
            Algorithm = token.Jwt.Alg,
            CredentialExpiresAt = trust.ExpiresAt < end ? trust.ExpiresAt : end,
        };
    }

    private static string About(FederatedTrust trust, string? problem) => $"Federated credential '{trust.Name}': {problem}";

    private static string? WhyNotSigned(SignatureOutcome outcome, FederatedTrust trust) => outcome switch
    {
        SignatureOutcome.Good => null,
        SignatureOutcome.KeysUnavailable => "The issuer's keys cannot be had: see key_set.unreachable in the journal for why, and call refresh-keys when it is mended.",
        SignatureOutcome.UnknownKey when trust.Inline is not null => "The keys that were given have no usable key of the token's kid: give the credential the issuer's keys of now.",
        SignatureOutcome.UnknownKey => "The issuer publishes no usable key of the token's kid.",
        _ => "The signature fits no key of the issuer: the token is another issuer's, or has been changed.",
    };

    private sealed class Proof(string clientId, ForeignToken? token, FederatedAssertions assertions) : ClientProof(clientId)
    {
        public override ValueTask<Result<AuthenticatedClient>> CheckAsync(Client? client, CancellationToken cancellationToken) => (client, token) switch
        {
            (null, _) => new(OAuthError.InvalidClient("There is no client of this id: the client_id is mistyped, or the application has been deleted.", FailureCause.UnknownClient)),
            ({ AuthenticationMethod: not ClientAuthenticationMethod.Federated }, _) =>
                new(OAuthError.InvalidClient("The application trusts no other issuer: it authenticates by another method.", FailureCause.WrongMethod)),
            (_, null) => new(OAuthError.InvalidClient("The token's claims are no JSON object with each name once.", FailureCause.WrongAssertion)),
            _ => assertions.CheckAsync(client, token, cancellationToken),
        };
    }
}
