using ServiceAccounts.Contracts;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>What an OAuth client can be here: a machine with a secret. What this server does not do is refused, and not accepted and ignored.</summary>
internal static class OAuthClientRules
{
    public const string Confidential = "confidential";
    private const int MaxNetworks = 50;

    public const string ClientCredentials = "client_credentials";

    /// <summary>What is wrong with a new client.</summary>
    public static Dictionary<string, string> ProblemsOf(CreateOAuthClientRequest request, TenantAccess tenant)
    {
        var problems = new Dictionary<string, string>();
        if (request.ClientType != Confidential)
        {
            problems["clientType"] = "It is required, and confidential: every client here has a secret.";
        }

        Add(problems, new(request.RedirectUris), new(request.GrantTypes), new(request.AllowedOrigins ?? []), new(request.IpWhitelist ?? []));
        AddScopes(problems, new(request.Scopes), tenant);
        return problems;
    }

    /// <summary>What is wrong with a change.</summary>
    public static Dictionary<string, string> ProblemsOf(UpdateOAuthClientRequest request, TenantAccess tenant)
    {
        var problems = new Dictionary<string, string>();
        Add(problems, Of(request.RedirectUris), Of(request.GrantTypes), Of(request.AllowedOrigins), Of(request.IpWhitelist));
        AddScopes(problems, Of(request.Scopes), tenant);
        return problems;

        static Optional<IReadOnlyList<string?>?> Of(Optional<IReadOnlyList<string>?> list) => list.IsPresent ? new(list.Value) : default;
    }

    private static void Add(
        Dictionary<string, string> problems, Optional<IReadOnlyList<string?>?> redirectUris, Optional<IReadOnlyList<string?>?> grantTypes,
        Optional<IReadOnlyList<string?>?> allowedOrigins, Optional<IReadOnlyList<string?>?> ipWhitelist)
    {
        if (redirectUris is { IsPresent: true, Value: not { Count: 0 } })
        {
            problems["redirectUris"] = "It is required, and empty: this server has no logins of people, so nobody is redirected.";
        }

        if (grantTypes is { IsPresent: true, Value: not [ClientCredentials] })
        {
            problems["grantTypes"] = "It is required, and client_credentials alone: this server has no logins of people.";
        }

        if (allowedOrigins is { IsPresent: true, Value: not { Count: 0 } })
        {
            problems["allowedOrigins"] = "It is empty or absent: a client with a secret does not live in a browser, and no origin may call the token endpoint.";
        }

        if (ipWhitelist is { IsPresent: true, Value: var networks }
            && (networks is not { Count: <= MaxNetworks } || networks.Any(network => !NetworkList.TryParse(network, out _))))
        {
            problems["ipWhitelist"] = $"It is a list of at most {MaxNetworks} addresses and networks, such as 192.0.2.1 or 192.0.2.0/24; empty for everywhere.";
        }
    }

    private static void AddScopes(Dictionary<string, string> problems, Optional<IReadOnlyList<string?>?> scopes, TenantAccess tenant)
    {
        if (scopes is { IsPresent: true, Value: not { Count: > 0 } })
        {
            problems["scopes"] = "It is required: at least one permission of the tenant's Apis. Without one no token would be issued.";
        }
        else if (scopes.Value?.FirstOrDefault(name => PermissionWords.IsOfOwnApi(name, tenant)) is { } own)
        {
            problems["scopes"] = $"{PermissionWords.ScopeOf(own)} is a permission of this server's own API: bind a role that has it, in the management API.";
        }
    }
}
