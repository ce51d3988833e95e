using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>A JWT signed with the client's private key: <c>private_key_jwt</c> (RFC 7523 section 2.2).</summary>
public sealed class PrivateKeyJwt(AssertionRules rules, IClientKeys clientKeys) : IClientAuthenticationMethod
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

        return SignedJwt.TryParse(request.ClientAssertion) is { } assertion && assertion.Subject is { Length: > 0 } subject
            ? new Proof(subject, assertion, rules, clientKeys)
            : OAuthError.InvalidClient("The assertion is not a signed JWT with a sub: send a JWS in compact form whose iss and sub are the client_id.");
    }

    private sealed class Proof(string clientId, JsonWebToken assertion, AssertionRules rules, IClientKeys clientKeys)
        : ClientProof(clientId)
    {
        private int _checksLeft = ClientKeySet.MaxKeysTried;
        private string? _keyId;

        public override async ValueTask<Result<AuthenticatedClient>> CheckAsync(Client? client, CancellationToken cancellationToken)
        {
            if (client is null)
            {
                return OAuthError.InvalidClient("There is no client of this id: the assertion's sub is mistyped, or the application has been deleted.");
            }

            if (client.Keys is not { } source)
            {
                return OAuthError.InvalidClient("The application authenticates by another method than an assertion: send its client secret.");
            }

            // The rules come first: what breaks them is not worth a key fetch.
            if (rules.WhyRefused(assertion, source) is { } reason)
            {
                return OAuthError.InvalidClient(reason);
            }

            return await VerifyAsync(client, source, cancellationToken) is { } wrong
                ? OAuthError.InvalidClient(wrong)
                : new AuthenticatedClient(client, source.Id)
                {
                    Method = Method,
                    Algorithm = assertion.Alg,
                    KeyId = _keyId,
                    SingleUse = rules.SingleUseOf(assertion, client),
                };
        }

        private async ValueTask<string?> VerifyAsync(Client client, ClientKeySource source, CancellationToken cancellationToken)
        {
            KeySetUrl? url = source.JwksUrl is { } published ? new KeySetUrl(client.TenantId, published) : null;
            var keys = url is { } known ? await clientKeys.GetAsync(known, cancellationToken) : source.Inline;

            if (keys is null)
            {
                return "The client's keys cannot be had from its jwks_url: see key_set.unreachable in the journal for why, and call refresh-keys when it is mended.";
            }

            if (Verifies(keys))
            {
                return null;
            }

            var newer = url is { } again ? await clientKeys.RefetchAsync(again, keys, cancellationToken) : null;
            if (newer is not null && Verifies(newer))
            {
                return null;
            }

            if (assertion.Kid is not { Length: > 0 } kid || (newer ?? keys).Has(kid))
            {
                return "The signature fits no key of the client's key set. Sign with the private half of a key in it, under that key's kid and an alg that fits.";
            }

            return source.JwksUrl is null
                ? "The client's key set has no usable key of the assertion's kid: give the application that key."
                : "The client's key set has no usable key of the assertion's kid: publish that key, or call refresh-keys.";
        }

        private bool Verifies(ClientKeySet keys)
        {
            var keyId = string.IsNullOrEmpty(assertion.Kid) ? null : assertion.Kid;
            var fitting = keys.Fitting(assertion.Alg, keyId).Take(_checksLeft).ToArray();
            if (fitting.Length == 0)
            {
                return false;
            }

            var signingInput = Encoding.ASCII.GetBytes($"{assertion.EncodedHeader}.{assertion.EncodedPayload}");
            var signature = DecodeSignature();
            foreach (var key in fitting)
            {
                _checksLeft--;
                if (signature is not null && key.Verify(assertion.Alg, signingInput, signature))
                {
                    _keyId = key.KeyId;
                    return true;
                }
            }

            return false;
        }

        private byte[]? DecodeSignature()
        {
            try
            {
                // RFC 7515 section 2: no padding, no other alphabet. The decoder takes both; one assertion has one spelling.
                var signature = Base64UrlEncoder.DecodeBytes(assertion.EncodedSignature);
                return Base64UrlEncoder.Encode(signature) == assertion.EncodedSignature ? signature : null;
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}
