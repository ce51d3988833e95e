using System.Security.Cryptography;
using System.Text;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.Dialects;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Server.Callers;

/// <summary>Finds out whether who sends one of our access tokens to our own APIs has what the token is bound to.</summary>
internal sealed class BoundTokens(DPoPRules rules, SingleUseClaims claims, HostTenants hosts, Issuer issuer)
{
    private readonly string _scheme = new Uri(issuer.Value).Scheme;

    /// <summary>Why a token that is good is not good from this sender; null where it is, and for a token of whoever bears it.</summary>
    public ValueTask<OAuthError?> WhyRefusedAsync(HttpContext http, CallerCredential credential, PresentedToken token) =>
        WhyNotCertificate(http, token) is { } refused ? new(refused) : WhyNotKeyAsync(http, credential, token);

    // RFC 8705 section 3: the handshake has proved the key of the connection's certificate; it must be the token's.
    private static OAuthError? WhyNotCertificate(HttpContext http, PresentedToken token)
    {
        if (token.Binding?.CertificateThumbprint is not { } thumbprint)
        {
            return null;
        }

        if (ClientCertificates.Of(http) is not { } certificate)
        {
            return NoCertificate;
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(CertificateThumbprint.Of(certificate)), Encoding.ASCII.GetBytes(thumbprint)) ? null : AnotherCertificate;
    }

    private ValueTask<OAuthError?> WhyNotKeyAsync(HttpContext http, CallerCredential credential, PresentedToken token) =>
        (token.Binding?.KeyThumbprint, credential.IsDPoP) switch
        {
            (null, false) => new((OAuthError?)null),
            (null, true) => new(NotBound),

            // RFC 9449 section 7.2: or whoever steals it would not need the key.
            ({ }, false) => new(SentAsBearer),
            ({ } thumbprint, true) => WhyNotProvedAsync(http, credential.Text, token.Id, thumbprint),
        };

    private async ValueTask<OAuthError?> WhyNotProvedAsync(HttpContext http, string text, Guid tokenId, string thumbprint)
    {
        // A request whose sender is looked at once more when its body is here has used its proof already.
        if (http.Features.Get<ProvedRequest>()?.TokenId == tokenId)
        {
            return null;
        }

        var proofs = http.Request.Headers[DPoPRules.Header];
        if (proofs.Count == 0)
        {
            return NoProof;
        }

        if (!ProofTarget.TryCreate(http.Request.Method, UrlOf(http), text, out var target))
        {
            return NoTarget;
        }

        var proved = rules.Check(proofs.ToString(), target);
        if (!proved.Succeeded)
        {
            return proved.Error;
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(proved.Value.Thumbprint), Encoding.ASCII.GetBytes(thumbprint)))
        {
            return AnotherKey;
        }

        if (!await claims.TryClaimAsync(proved.Value.SingleUse, http.RequestAborted))
        {
            return OAuthError.DPoPProofUsedBefore;
        }

        http.Features.Set(new ProvedRequest(tokenId));
        return null;
    }

    // The issuer is the server's only name, whatever a proxy calls it; but where host names name tenants, those are the server's too.
    private string UrlOf(HttpContext http) =>
        (hosts.IsBelowSuffix(http.Request.Host) ? $"{_scheme}://{http.Request.Host.Value}" : issuer.Value) + RequestPath.Of(http);

    private static OAuthError NoCertificate { get; } =
        InvalidToken("The access token is bound to a certificate, and the connection has none: connect with it.");

    private static OAuthError AnotherCertificate { get; } =
        InvalidToken("The access token is bound to another certificate than that of the connection: connect with that, or get another token.");

    private static OAuthError NotBound { get; } = InvalidToken("The access token is bound to no key: send it as Bearer.");

    private static OAuthError SentAsBearer { get; } = InvalidToken("The access token is bound to a key: send it as DPoP, with a proof.");

    private static OAuthError AnotherKey { get; } = InvalidToken("The access token is bound to another key than the one that signed the proof.");

    private static OAuthError NoProof { get; } = OAuthError.InvalidDPoPProof("The request has no DPoP proof: send one beside the access token.");

    private static OAuthError NoTarget { get; } = OAuthError.InvalidDPoPProof("The request's URL is none that a proof can name: send the one that the documentation has.");

    private static OAuthError InvalidToken(string reason) => new("invalid_token", reason) { Reason = reason };

    private sealed record ProvedRequest(Guid TokenId);
}
