using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management.Access;

/// <summary>What may be the identifier of a tenant's Api: nothing that makes the <c>aud</c> of a token ambiguous.</summary>
internal static class ApiIdentifier
{
    /// <summary>Why it cannot be an identifier whoever asks, or null.</summary>
    public static string? WhyNotWellFormed(string? identifier)
    {
        if (identifier is null or { Length: 0 or > Api.MaxIdentifierLength })
        {
            return $"It is required: 1 to {Api.MaxIdentifierLength} characters.";
        }

        if (!identifier.All(IsVisible))
        {
            return "It has other than visible ASCII characters.";
        }

        return IsHttp(identifier) ? WhyNotUrl(identifier) : null;
    }

    /// <summary>Why this tenant cannot register a well-formed identifier, or null.</summary>
    public static string? WhyNotTenants(string identifier, Tenant tenant, Issuer issuer)
    {
        var own = NewTenant.ApiIdentifierOf(issuer, tenant.Realm);
        if (BeginsWith(identifier, own))
        {
            return null;
        }

        // Each realm has its own space there: nobody takes an identifier that a tenant of tomorrow is born with.
        if (BeginsWith(identifier, NewTenant.ApiIdentifierOf(issuer, string.Empty)))
        {
            return $"It belongs to another realm: this tenant registers below {own}.";
        }

        return tenant.IdentifierPrefixes is null || tenant.IdentifierPrefixes.Any(prefix => BeginsWith(identifier, prefix))
            ? null
            : $"This tenant registers below {own}, or what begins with one of its identifier prefixes, which a tenant is given at system.";
    }

    /// <summary>The identifiers with which it would be confused: itself, and what differs by a final slash.</summary>
    public static string[] Same(string identifier) =>
        [identifier, identifier + "/", identifier.EndsWith('/') ? identifier[..^1] : identifier];

    /// <summary>Whether it is the prefix or stands below it: <c>https://a.example</c> is no prefix of <c>https://a.example.evil</c>.</summary>
    private static bool BeginsWith(string identifier, string prefix) =>
        prefix.Length > 0
        && identifier.StartsWith(prefix, StringComparison.Ordinal)
        && (identifier.Length == prefix.Length
            || IsBoundary(prefix[^1], prefix)
            || IsBoundary(identifier[prefix.Length], prefix));

    // A colon parts the names of a URN; in a URL it would begin another port.
    private static bool IsBoundary(char c, string prefix) => c == '/' || (c == ':' && !IsHttp(prefix));

    private static string? WhyNotUrl(string identifier)
    {
        if (!Uri.TryCreate(identifier, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return "It begins like a URL and is none.";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0 || identifier.Contains('#', StringComparison.Ordinal))
        {
            return "It is a URL with user information or a fragment: leave them out (RFC 8707 section 2).";
        }

        var printed = url.AbsoluteUri;
        return string.Equals(identifier, printed, StringComparison.Ordinal)
            ? null
            : $"Send it in the form in which a URL parser prints it, because identifiers are compared as they stand: {Shown(printed)}";
    }

    private static bool IsHttp(string identifier) =>
        identifier.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || identifier.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    private static bool IsVisible(char c) => c is > ' ' and < '\x7F';

    private static string Shown(string printed) => printed.Length <= Api.MaxIdentifierLength ? printed : "it is too long to show.";
}
