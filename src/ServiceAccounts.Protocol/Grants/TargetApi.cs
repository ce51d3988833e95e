using System.Collections.Immutable;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Grants;

/// <summary>Finds the one Api that a token is for (RFC 8707 section 2).</summary>
internal static class TargetApi
{
    /// <summary>The Api that is named; else the one that defines every scope asked for; else the client's default.</summary>
    public static Result<ApiAccess> Of(Client client, OAuthRequest request)
    {
        if ((request.Resource ?? request.Audience) is { } named)
        {
            var access = Find(client.Apis, api => api.IsNamedBy(named));
            if (access is not null && request.Audience is { } audience && !access.Api.IsNamedBy(audience))
            {
                return OAuthError.InvalidTarget(
                    "resource and audience name different targets: a token is for one Api.", "resource and audience name different Apis: send one of the two.");
            }

            return access is not null
                ? access
                : OAuthError.InvalidTarget(
                    "The resource is none that this client knows.",
                    "No Api of the client's tenant has the identifier that was asked for: send the identifier of one as it is registered, or none for the default Api.");
        }

        return DefiningAll(client.Apis, request.Scopes)
            ?? Find(client.Apis, api => api.Id == client.DefaultApiId)
            ?? throw new InvalidOperationException($"The client {client.Id} has a default Api that its tenant does not have.");
    }

    private static ApiAccess? DefiningAll(ImmutableArray<ApiAccess> apis, ImmutableArray<string> scopes)
    {
        ApiAccess? only = null;
        if (scopes.IsEmpty)
        {
            return only;
        }

        foreach (var access in apis)
        {
            if (scopes.All(access.Api.Permissions.Contains))
            {
                if (only is not null)
                {
                    return null;
                }

                only = access;
            }
        }

        return only;
    }

    private static ApiAccess? Find(ImmutableArray<ApiAccess> apis, Func<Api, bool> means)
    {
        foreach (var access in apis)
        {
            if (means(access.Api))
            {
                return access;
            }
        }

        return null;
    }
}
