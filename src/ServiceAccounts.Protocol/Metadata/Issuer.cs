using System.Globalization;

namespace ServiceAccounts.Protocol.Metadata;

/// <summary>The one base URL that we tell anybody: the <c>iss</c> of every token, never taken from a request's Host.</summary>
/// <param name="Value">Scheme, host and port; no path, no final slash.</param>
public sealed record Issuer(string Value)
{
    /// <summary>The path of the token endpoint.</summary>
    public const string TokenPath = "/oauth2/token";

    /// <summary>The path of the introspection endpoint (RFC 7662).</summary>
    public const string IntrospectionPath = "/oauth2/introspect";

    /// <summary>The path of the revocation endpoint (RFC 7009).</summary>
    public const string RevocationPath = "/oauth2/revoke";

    /// <summary>The path of the authorization endpoint, which exists to say that there is none.</summary>
    public const string AuthorizePath = "/oauth2/authorize";

    /// <summary>The path of what we say of ourselves as a resource server (RFC 9728 section 3).</summary>
    public const string ResourcePath = "/.well-known/oauth-protected-resource";

    /// <summary>The path of the published key set.</summary>
    public const string JwksPath = "/.well-known/jwks.json";

    /// <summary>Below which the Token Status Lists are: tenant, and number of the list.</summary>
    public const string StatusListsPath = "/oauth2/status-lists";

    /// <summary>The whole URL of the token endpoint.</summary>
    public string TokenEndpoint { get; } = Value + TokenPath;

    /// <summary>The whole URL of one of our paths.</summary>
    public string UrlOf(string path) => Value + path;

    /// <summary>The whole URL of one of a tenant's Token Status Lists.</summary>
    public string StatusListUrl(Guid tenantId, int list) =>
        string.Create(CultureInfo.InvariantCulture, $"{Value}{StatusListsPath}/{tenantId}/{list}");
}
