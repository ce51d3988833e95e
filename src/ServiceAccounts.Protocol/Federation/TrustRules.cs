using System.Globalization;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Protocol.Federation;

/// <summary>What a token of another issuer must say (RFC 7523 section 3; JWT-SVID sections 2 to 4): everything but the signature.</summary>
public sealed class TrustRules(Issuer issuer, IOptions<AssertionOptions> options, TimeProvider time)
{
    // Platforms make tokens for minutes or hours. One that lasts longer is a password.
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    private static readonly string[] Types = ["JWT", "at+jwt", "JOSE"];

    private static readonly string[] TimeClaims = ["iat", "nbf", "exp"];

    private readonly TimeSpan _skew = TimeSpan.FromSeconds(options.Value.ClockSkewSeconds);

    /// <summary>Whether a trust still stands, and concerns this token.</summary>
    public bool Concerns(FederatedTrust trust, ForeignToken token) => !(trust.ExpiresAt <= time.GetUtcNow()) && IsOf(token, trust);

    /// <summary>All that can be looked at without a key, in the order in which it should be mended.</summary>
    public IEnumerable<TrustCheck> BeforeSignature(ForeignToken token, FederatedTrust trust)
    {
        yield return new TrustCheck("algorithm", HeaderProblem(token), "a signature by RS, PS or ES with 256, 384 or 512, and no crit", token.Jwt.Alg);
        yield return Issuer(token, trust);

        // RFC 7523 section 3, rule 2.
        yield return new TrustCheck(
            "subject", token.Subject is { Length: > 0 } ? null : "The token has no sub: its issuer must say whose it is.", "a sub", ForeignToken.Show(token.Find("sub")));
        yield return Audience(token, trust);
        yield return new TrustCheck("times", TimeProblem(token, trust), "not expired, not from the future, and at most 24 hours from iat to exp", Times(token));
    }

    /// <summary>What the claims say, a line for each condition.</summary>
    public static IEnumerable<TrustCheck> Conditions(ForeignToken token, FederatedTrust trust) => trust.Conditions.Select(condition =>
    {
        var found = token.Find(condition.Path);
        var problem = condition.IsMetBy(found)
            ? null
            : $"The condition on the claim '{condition.Claim}' is not met: it {condition.Expected}. Send a token of the workload that is meant, or change the condition.";
        return new TrustCheck(condition.Claim, problem, condition.Expected, ForeignToken.Show(found));
    });

    private static bool IsOf(ForeignToken token, FederatedTrust trust) => trust.IsSpiffe
        ? token.Subject is { } subject && SpiffeId.IsIn(subject, trust.Issuer)
        : token.Issuer == trust.Issuer;

    private static TrustCheck Issuer(ForeignToken token, FederatedTrust trust) => trust.IsSpiffe
        ? new TrustCheck(
            "trust_domain",
            IsOf(token, trust) ? null : $"The token's sub is no SPIFFE ID of the trust domain {trust.Issuer}: send a JWT-SVID of that domain.",
            $"a sub that begins with {trust.Issuer}/", ForeignToken.Show(token.Find("sub")))
        : new TrustCheck(
            "issuer",
            IsOf(token, trust) ? null : $"The token's iss is not {trust.Issuer}: it is compared character by character, a final slash included.",
            trust.Issuer, ForeignToken.Show(token.Find("iss")));

    private TrustCheck Audience(ForeignToken token, FederatedTrust trust)
    {
        // Platforms name several; what counts is that one of them is meant for this credential.
        var expected = trust.Audience ?? issuer.Value;
        var problem = token.Audiences.Contains(expected, StringComparer.Ordinal)
            ? null
            : $"The token's aud does not contain {expected}: ask the platform for a token with that audience, or change the credential's.";
        return new TrustCheck("audience", problem, expected, ForeignToken.Show(token.Find("aud")));
    }

    private static string? HeaderProblem(ForeignToken token)
    {
        if (!SignatureAlgorithms.ForAssertions.Contains(token.Jwt.Alg))
        {
            return "The token's alg is not one of RS256/384/512, PS256/384/512, ES256/384/512: let the issuer sign with one of them.";
        }

        if (token.Jwt.Typ is { Length: > 0 } typ && !Types.Contains(typ, StringComparer.OrdinalIgnoreCase))
        {
            return "The token's typ is none of JWT, at+jwt and JOSE: it was made for another purpose.";
        }

        // RFC 7515 section 4.1.11: we understand no extension, so whatever is critical is not understood.
        return token.Jwt.TryGetHeaderValue<object>("crit", out _) ? "The token has a crit header, which is not understood." : null;
    }

    private string? TimeProblem(ForeignToken token, FederatedTrust trust)
    {
        var now = time.GetUtcNow();
        var issuedAt = token.Time("iat");
        return token.Time("exp") switch
        {
            null => "The token has no exp, or one that is no time.",

            // No skew here: what is issued ends when the token does, so beyond that there is nothing to issue.
            { } exp when exp <= now => "The token has expired: ask the platform for a new one.",
            _ when IsAhead("nbf") => "The token's nbf lies ahead, or is no time: set the clocks right.",
            _ when IsAhead("iat") => "The token's iat lies ahead, or is no time: set the clocks right.",
            _ when issuedAt is null && !trust.IsSpiffe => "The token has no iat: its issuer must say when it was made.",

            // A JWT-SVID need not say when it was made (section 3).
            { } exp when exp - (issuedAt ?? now + _skew) > MaxLifetime => "The token lasts longer than 24 hours: ask the platform for one with a shorter life.",
            _ => null,
        };

        bool IsAhead(string claim) => token.Find(claim) is not null && !(token.Time(claim) <= now + _skew);
    }

    private static string? Times(ForeignToken token)
    {
        var shown = string.Join(", ", TimeClaims.Where(claim => token.Find(claim) is not null).Select(claim =>
            $"{claim} {token.Time(claim)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "(no time)"}"));
        return shown.Length == 0 ? null : shown;
    }
}
