using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>What a DPoP proof must say (RFC 9449 section 4.3), at the token endpoint and where our own APIs take bound tokens.</summary>
public sealed class DPoPRules(IOptions<DPoPOptions> options, DPoPNonces nonces, TimeProvider time)
{
    /// <summary>The header that carries a proof (section 4.1).</summary>
    public const string Header = "DPoP";

    /// <summary>The header that carries a nonce to the client (section 8.1).</summary>
    public const string NonceHeader = "DPoP-Nonce";

    // The longest honest one, signed with RSA of 4096 bits, has less than half of that.
    private const int MaxLength = 8 * 1024;
    private const int MaxJtiBytes = 256;
    private const string Type = "dpop+jwt";

    // Some room below the last year of the calendar, so that adding age and skew cannot leave it.
    private const long MaxSeconds = 253_000_000_000;

    private readonly TimeSpan _age = TimeSpan.FromSeconds(options.Value.MaximumAgeSeconds);
    private readonly TimeSpan _skew = TimeSpan.FromSeconds(options.Value.ClockSkewSeconds);

    /// <summary>The key that a proof proves to have, or why it proves nothing. That it was not used before is for the caller to claim.</summary>
    /// <param name="proof">The <c>DPoP</c> header; several of them are parted by commas.</param>
    /// <param name="target">The request that it came with.</param>
    public Result<ProvedKey> Check(string proof, ProofTarget target)
    {
        if (TryParse(proof, out var jwt) is { } malformed)
        {
            return OAuthError.InvalidDPoPProof(malformed);
        }

        // What costs little comes first.
        if ((HeaderProblem(jwt) ?? RequestProblem(jwt, target) ?? TimeProblem(jwt) ?? JtiProblem(jwt)) is { } broken)
        {
            return OAuthError.InvalidDPoPProof(broken);
        }

        if (SignatureProblem(jwt, out var key) is { } unproved)
        {
            return OAuthError.InvalidDPoPProof(unproved);
        }

        // Last, so that who is told to try again has nothing else to mend.
        return NonceProblem(jwt) is { } nonce
            ? nonce
            : new ProvedKey(
                key.Thumbprint, jwt.Alg, SingleUse.OfProof(key.Thumbprint, TextOf(jwt, "jti")!, Seconds(jwt)!.Value + _age + _skew)); // Both have been seen.
    }

    private static string? TryParse(string proof, out JsonWebToken jwt)
    {
        jwt = null!; // Read only where there is no problem.
        if (proof.Contains(',', StringComparison.Ordinal))
        {
            return "The request has more than one DPoP proof: send one header with one JWT.";
        }

        if (proof.Length > MaxLength)
        {
            return $"The proof is longer than {MaxLength} characters: send a shorter one.";
        }

        if (SignedJwt.TryParse(proof) is not { } parsed)
        {
            return "The proof is not a signed JWT: send a JWS in compact form.";
        }

        jwt = parsed;
        return null;
    }

    private static string? HeaderProblem(JsonWebToken jwt)
    {
        if (jwt.Typ != Type)
        {
            return $"The proof's typ is not {Type}: no other JWT is taken for a proof.";
        }

        if (!SignatureAlgorithms.ForAssertions.Contains(jwt.Alg))
        {
            return $"The proof's alg is not one of {string.Join(", ", SignatureAlgorithms.ForAssertions)}: sign with one that fits the key.";
        }

        // RFC 7515 section 4.1.11: we understand no extension, so whatever is critical is not understood.
        return jwt.TryGetHeaderValue<object>("crit", out _) ? "The proof has a crit header, which is not understood: leave it out." : null;
    }

    private static string? RequestProblem(JsonWebToken jwt, ProofTarget target)
    {
        if (TextOf(jwt, "htm") != target.Method)
        {
            return "The proof's htm is not the method of the request: make a proof for each request.";
        }

        if (TextOf(jwt, "htu") is not { } url || !target.IsAt(url))
        {
            return "The proof's htu is not the URL of the request, as the metadata has it: send scheme, host and path, with the issuer's host, and no more.";
        }

        return target.AccessToken is not { } token || TextOf(jwt, "ath") == HashOf(token)
            ? null
            : "The proof's ath is not the hash of the access token: send base64url of SHA-256 of the token that comes with it.";
    }

    /// <summary>The <c>ath</c> of an access token (section 4.2).</summary>
    internal static string HashOf(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    private string? TimeProblem(JsonWebToken jwt)
    {
        var now = time.GetUtcNow();
        return Seconds(jwt) switch
        {
            null => "The proof has no iat, or one that is no number of seconds since 1970: send the time at which it was made.",
            { } iat when iat > now + _skew => "The proof's iat lies ahead: set the client's clock right.",
            { } iat when iat + _age + _skew <= now => "The proof is too old: make one for each request, and set the client's clock right.",
            _ => null,
        };
    }

    private static string? JtiProblem(JsonWebToken jwt) =>
        TextOf(jwt, "jti") is { Length: > 0 and <= MaxJtiBytes } jti && Encoding.UTF8.GetByteCount(jti) <= MaxJtiBytes
            ? null
            : $"The proof's jti is missing, or longer than {MaxJtiBytes} bytes: send a new random one with each.";

    private static string? SignatureProblem(JsonWebToken jwt, out ProofKey key)
    {
        key = null!; // Read only where there is no problem.
        if (!jwt.TryGetHeaderValue<JsonElement>("jwk", out var jwk) || jwk.ValueKind != JsonValueKind.Object)
        {
            return "The proof has no jwk in its header: send the public half of the key that signs it.";
        }

        if (!ProofKey.TryRead(jwk, out var read, out var reason))
        {
            return reason;
        }

        key = read;
        return read.Key.Fits(jwt.Alg) && SignedJwt.SignatureOf(jwt) is { } signature && read.Key.Verify(jwt.Alg, SignedJwt.InputOf(jwt), signature)
            ? null
            : "The proof's signature does not fit the key in its jwk: sign with its private half, under an alg that fits.";
    }

    private OAuthError? NonceProblem(JsonWebToken jwt)
    {
        if (!jwt.TryGetPayloadValue<object>("nonce", out _))
        {
            return options.Value.RequireNonce
                ? OAuthError.UseDPoPNonce("The proof has no nonce: send that of the DPoP-Nonce header.")
                : null;
        }

        return TextOf(jwt, "nonce") is { } nonce && nonces.IsGood(nonce)
            ? null
            : OAuthError.UseDPoPNonce("The proof's nonce is not, or no longer, one of this server: send that of the DPoP-Nonce header.");
    }

    // The library would read numbers and lists as text too.
    private static string? TextOf(JsonWebToken jwt, string claim) =>
        jwt.TryGetPayloadValue<object>(claim, out var value) ? value as string : null;

    private static DateTimeOffset? Seconds(JsonWebToken jwt) =>
        jwt.TryGetPayloadValue<long>("iat", out var seconds) && seconds is >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

/// <summary>A key that a request has proved to have.</summary>
/// <param name="Thumbprint">Its thumbprint, the <c>jkt</c> of tokens (RFC 9449 section 6.1).</param>
/// <param name="Algorithm">The algorithm of the proof (RFC 7518 section 3.1).</param>
/// <param name="SingleUse">What must be claimed before anything is done for the request.</param>
public sealed record ProvedKey(string Thumbprint, string Algorithm, SingleUse SingleUse);
