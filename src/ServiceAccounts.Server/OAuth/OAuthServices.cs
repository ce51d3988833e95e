using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Introspection;
using ServiceAccounts.Server.Revocation;
using ServiceAccounts.Server.Token;

namespace ServiceAccounts.Server.OAuth;

/// <summary>Registers the endpoints at which clients authenticate.</summary>
internal static class OAuthServices
{
    public static IServiceCollection AddOAuthEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<FailureLimits>();
        services.AddSingleton<OAuthRefusals>();
        services.AddSingleton<IssuedTokens>();
        services.AddSingleton<TokenQuotas>();
        services.AddSingleton<TokenEndpoint>();

        services.AddSingleton<AuthenticatedRequests>();
        services.AddSingleton<TokenInspection>();
        services.AddSingleton<IntrospectionAnswer>();
        services.AddSingleton<IntrospectionEndpoint>();
        services.AddSingleton<RevocationEndpoint>();
        return services;
    }
}
