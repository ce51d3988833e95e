using System.Text.Json;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Outbound;

/// <summary>What an issuer says of itself (OpenID Connect Discovery section 4, RFC 8414 section 3), as far as it concerns its keys.</summary>
/// <param name="JwksUri">Where its keys are; null where the document does not say, or is not the issuer's.</param>
/// <param name="Problem">Why that is so.</param>
internal sealed record DiscoveryDocument(string? JwksUri, string? Problem)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the document that was found for an issuer.</summary>
    public static DiscoveryDocument Read(string json, string issuer)
    {
        try
        {
            var document = JsonElement.Parse(json, Strict);
            if (document.ValueKind != JsonValueKind.Object)
            {
                return Refused("It is no JSON object.");
            }

            // Section 4.3: exactly, or a host that serves one issuer could speak for another.
            if (!document.TryGetProperty("issuer", out var named) || ForeignToken.TextOf(named) != issuer)
            {
                return Refused("Its issuer is another than the one that was asked for: they are compared character by character, a final slash included.");
            }

            return document.TryGetProperty("jwks_uri", out var uri) && ForeignToken.TextOf(uri) is { } jwksUri && IsKeyUrl(jwksUri)
                ? new DiscoveryDocument(jwksUri, null)
                : Refused("It has no jwks_uri that is an https URL without user info.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return Refused("It is no JSON with each name once.");
        }
    }

    private static bool IsKeyUrl(string url) =>
        url.Length <= KeySet.MaxUrlLength
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0;

    private static DiscoveryDocument Refused(string problem) => new(null, problem);
}
