using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>What a client assertion must say (RFC 7523 section 3, tightened by its revision): everything but the signature.</summary>
public sealed class AssertionRules(Issuer issuer, IOptions<AssertionOptions> options, TimeProvider time)
{
    private const int MaxJtiBytes = 256;

    // Some room below the last year of the calendar, so that adding skew and lifetime cannot leave it.
    private const long MaxSeconds = 253_000_000_000;

    private readonly AssertionOptions _options = options.Value;

    /// <summary>Why an assertion is refused, or null. The sentence names what was expected and repeats nothing of a stranger's.</summary>
    public string? WhyRefused(JsonWebToken assertion, ClientKeySource keys) =>
        HeaderProblem(assertion)
        ?? (assertion.Issuer == assertion.Subject ? null : "The assertion's iss and sub differ: both are the client_id.")
        ?? AudienceProblem(assertion, keys)
        ?? TimeProblem(assertion, keys)
        ?? JtiProblem(assertion);

    /// <summary>The claim that keeps an assertion from being used twice.</summary>
    public SingleUse SingleUseOf(JsonWebToken assertion, Client client) => SingleUse.Of(
        client.ApplicationId, assertion.Id, Seconds(assertion, "exp")!.Value.AddSeconds(_options.ClockSkewSeconds)); // TimeProblem saw it.

    private static string? HeaderProblem(JsonWebToken assertion)
    {
        if (!SignatureAlgorithms.ForAssertions.Contains(assertion.Alg))
        {
            return "The assertion's alg is not one of RS256/384/512, PS256/384/512, ES256/384/512: sign with one that fits the key.";
        }

        if (assertion.Typ is { Length: > 0 } typ
            && !typ.Equals("JWT", StringComparison.OrdinalIgnoreCase)
            && !typ.Equals("client-authentication+jwt", StringComparison.OrdinalIgnoreCase))
        {
            return "The assertion's typ is neither JWT nor client-authentication+jwt: send one of them, or none.";
        }

        // RFC 7515 section 4.1.11: we understand no extension, so whatever is critical is not understood.
        return assertion.TryGetHeaderValue<object>("crit", out _) ? "The assertion has a crit header, which is not understood: leave it out." : null;
    }

    // One audience, and that is us: an assertion that names two servers is one that the other could replay here.
    private string? AudienceProblem(JsonWebToken assertion, ClientKeySource keys)
    {
        var audiences = assertion.Audiences.Take(2).ToArray();
        if (audiences.Length != 1)
        {
            return $"The assertion's aud is not exactly one: send the issuer {issuer.Value} alone.";
        }

        if (audiences[0] == issuer.Value)
        {
            return null;
        }

        return audiences[0] == issuer.TokenEndpoint
            ? keys.AllowsTokenEndpointAudience && _options.AllowTokenEndpointAudience
                ? null
                : "The assertion's aud is the token endpoint: it must be the issuer, or the application must allow issuer_or_token_endpoint."
            : $"The assertion's aud is not the issuer {issuer.Value}: one string, no final slash.";
    }

    private string? TimeProblem(JsonWebToken assertion, ClientKeySource keys)
    {
        var now = time.GetUtcNow();
        var skew = TimeSpan.FromSeconds(_options.ClockSkewSeconds);
        var lifetime = Math.Min(keys.MaximumLifetimeSeconds, _options.MaximumLifetimeSeconds);

        return Seconds(assertion, "exp") switch
        {
            null when assertion.TryGetPayloadValue<long>("exp", out var number) && number > MaxSeconds =>
                "The assertion's exp is no time in seconds since 1970: milliseconds? Divide by 1000.",
            null => "The assertion has no exp, or one that is no number of seconds since 1970: send one a minute ahead.",
            { } exp when exp + skew <= now => "The assertion has expired: make one for each request, and set the client's clock right.",
            { } exp when exp > now.AddSeconds(lifetime) + skew => TooFarAhead(lifetime, keys),
            _ when IsAhead("nbf") => "The assertion's nbf lies ahead, or is no number: set the client's clock right, or leave nbf out.",
            _ when IsAhead("iat") => "The assertion's iat lies ahead, or is no number: set the client's clock right, or leave iat out.",
            _ => null,
        };

        bool IsAhead(string claim) =>
            assertion.TryGetPayloadValue<object>(claim, out _) && !(Seconds(assertion, claim) <= now + skew);
    }

    private static string TooFarAhead(int lifetime, ClientKeySource keys)
    {
        var limit = lifetime < keys.MaximumLifetimeSeconds
            ? $"the server's {AssertionOptions.Section}:{nameof(AssertionOptions.MaximumLifetimeSeconds)}"
            : "the application's assertion_max_lifetime_seconds";
        return $"The assertion's exp is more than {lifetime} seconds ahead: bring it closer, or raise {limit}.";
    }

    private static string? JtiProblem(JsonWebToken assertion) =>
        assertion.Id is { Length: > 0 and <= MaxJtiBytes } jti && Encoding.UTF8.GetByteCount(jti) <= MaxJtiBytes
            ? null
            : "The assertion's jti is missing, or longer than 256 bytes: send a new random one with each.";

    /// <summary>A NumericDate (RFC 7519 section 2); null where it is absent, no number, or no time that a calendar has.</summary>
    private static DateTimeOffset? Seconds(JsonWebToken assertion, string claim)
    {
        return assertion.TryGetPayloadValue<long>(claim, out var seconds) && seconds is >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }
}
