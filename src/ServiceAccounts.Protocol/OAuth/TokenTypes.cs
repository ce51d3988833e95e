namespace ServiceAccounts.Protocol.OAuth;

/// <summary>The kinds of token that a token is exchanged for and by (RFC 8693 section 3).</summary>
public static class TokenTypes
{
    /// <summary>An access token of ours.</summary>
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    /// <summary>A JWT, which our access tokens are: whoever asks for one gets an access token.</summary>
    public const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>An API token of ours. RFC 8693 has no such kind, and lets a server name its own by a URI.</summary>
    public const string ApiToken = "urn:serviceaccounts:params:oauth:token-type:api-token";
}
