using Microsoft.Extensions.Primitives;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Server.Callers;

/// <summary>What a 401 of our own APIs says of how to authenticate (RFC 6750 section 3, RFC 9449 section 7.1, RFC 9728 section 5.1).</summary>
internal sealed class Challenges(Issuer issuer)
{
    // RFC 9728 section 5.1: a client that knows nothing of us finds out where our tokens come from.
    private readonly string _parameters =
        $"realm=\"ServiceAccounts\", resource_metadata=\"{issuer.UrlOf(Issuer.ResourcePath)}\"";

    private readonly string _algorithms = $"algs=\"{string.Join(' ', SignatureAlgorithms.ForAssertions)}\"";

    /// <summary>The challenges; who sent a DPoP token is told what is wrong under that scheme alone, which it knows.</summary>
    /// <param name="http">The refused request.</param>
    /// <param name="problem">What is wrong with the token or its proof, where its sender may know.</param>
    public StringValues For(HttpContext http, OAuthError? problem) =>
        CallerCredential.IsDPoPSentIn(http.Request.Headers)
            ? $"DPoP {_parameters}, {ErrorOf(problem ?? NotGood)}, {_algorithms}"
            : new StringValues(
                [
                    problem is null ? $"Bearer {_parameters}" : $"Bearer {_parameters}, {ErrorOf(problem)}",
                    $"DPoP {_parameters}, {_algorithms}",
                ]);

    private static OAuthError NotGood { get; } = new("invalid_token", "The access token is not good here.");

    // A description has neither quotes nor backslashes (RFC 6749 section 5.2).
    private static string ErrorOf(OAuthError error) => $"error=\"{error.Error}\", error_description=\"{error.Description}\"";
}
