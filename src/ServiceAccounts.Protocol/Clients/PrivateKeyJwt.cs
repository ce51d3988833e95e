using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>
/// A JWT as client assertion (RFC 7523 section 2.2): signed with the client's own private key, <c>private_key_jwt</c>, or another
/// issuer's token that the client trusts.
/// </summary>
public sealed class PrivateKeyJwt(AssertionRules rules, FederatedAssertions federated, IClientKeys clientKeys) : IClientAuthenticationMethod
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const string Method = "private_key_jwt";

    /// <inheritdoc />
    public IEnumerable<string> MetadataNames => [Method];

    /// <inheritdoc />
    public int TimesUsedIn(OAuthRequest request) =>
        request.ClientAssertion is null && request.ClientAssertionType is null ? 0 : 1;

    /// <inheritdoc />
    public Result<ClientProof> Read(OAuthRequest request)
    {
        if (request.ClientAssertionType != AssertionType)
        {
            return OAuthError.InvalidRequest($"client_assertion_type must be {AssertionType}.");
        }

        if (request.ClientAssertion is null)
        {
            return OAuthError.InvalidRequest("client_assertion is missing.", "Send the signed JWT in it, or leave client_assertion_type out.");
        }

        return Read(request.ClientAssertion, request.ClientId);
    }

    /// <summary>Reads an assertion, however it came: the client's own, or another issuer's token that stands for it.</summary>
    internal Result<ClientProof> Read(string assertion, string? clientId, bool isGrant = false) => SignedJwt.TryParse(assertion) switch
    {
        { } jwt when FederatedAssertions.IsForeign(jwt) => federated.Read(jwt, clientId, isGrant),
        { Subject: { Length: > 0 } subject } jwt => new Proof(subject, jwt, rules, clientKeys) { IsGrant = isGrant },
        _ => OAuthError.InvalidClient("The assertion is not a signed JWT with a sub: send a JWS in compact form whose iss and sub are the client_id.", FailureCause.Malformed),
    };

    private sealed class Proof(string clientId, JsonWebToken assertion, AssertionRules rules, IClientKeys clientKeys)
        : ClientProof(clientId)
    {
        public override async ValueTask<Result<AuthenticatedClient>> CheckAsync(Client? client, CancellationToken cancellationToken)
        {
            if (client is null)
            {
                return OAuthError.InvalidClient("There is no client of this id: the assertion's sub is mistyped, or the application has been deleted.", FailureCause.UnknownClient);
            }

            if (client.Keys is not { } source)
            {
                return OAuthError.InvalidClient(
                    $"The application authenticates by another method than an assertion of its own: {MethodNames.RemedyFor(client.AuthenticationMethod)}", FailureCause.WrongMethod);
            }

            // The rules come first: what breaks them is not worth a key fetch.
            if (rules.WhyRefused(assertion, source) is { } reason)
            {
                return OAuthError.InvalidClient(reason, FailureCause.WrongAssertion);
            }

            KeySetUrl? url = source.JwksUrl is { } published ? new KeySetUrl(client.TenantId, published) : null;
            var signature = new JwtSignature(assertion);
            return WhyNotSigned(await signature.CheckAsync(url, source.Inline, clientKeys, cancellationToken), source) is { } wrong
                ? OAuthError.InvalidClient(wrong, FailureCause.WrongAssertion)
                : new AuthenticatedClient(client, source.Id)
                {
                    Method = Method,
                    Algorithm = assertion.Alg,
                    KeyId = signature.KeyId,
                    SingleUse = rules.SingleUseOf(assertion, client),
                };
        }

        private static string? WhyNotSigned(SignatureOutcome outcome, ClientKeySource source) => outcome switch
        {
            SignatureOutcome.Good => null,
            SignatureOutcome.KeysUnavailable =>
                "The client's keys cannot be had from its jwks_url: see key_set.unreachable in the journal for why, and call refresh-keys when it is mended.",
            SignatureOutcome.UnknownKey when source.JwksUrl is null =>
                "The client's key set has no usable key of the assertion's kid: give the application that key.",
            SignatureOutcome.UnknownKey => "The client's key set has no usable key of the assertion's kid: publish that key, or call refresh-keys.",
            _ => "The signature fits no key of the client's key set. Sign with the private half of a key in it, under that key's kid and an alg that fits.",
        };
    }
}
