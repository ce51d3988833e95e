using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol;

/// <summary>Registers the rules of OAuth.</summary>
public static class ProtocolServices
{
    /// <summary>Adds everything but the boundaries <c>IClients</c>, <c>IClientKeys</c>, <c>IIssuances</c>, <c>IRevokedTokens</c> and <c>ISigningKeys</c>, <c>DefaultAuthorities</c> and <c>ClientCertificateSource</c>.</summary>
    public static IServiceCollection AddProtocol(this IServiceCollection services)
    {
        services.AddSingleton<SecretHasher>();
        services.AddSingleton<AssertionRules>();
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<IClientAuthenticationMethod, ClientSecret>();
        services.AddSingleton<TrustRules>();
        services.AddSingleton<FederatedAssertions>();
        services.AddSingleton<PrivateKeyJwt>();
        services.AddSingleton<IClientAuthenticationMethod>(provider => provider.GetRequiredService<PrivateKeyJwt>());
        services.AddSingleton<IClientAuthenticationMethod, GrantAssertion>();
        services.AddSingleton<IClientAuthenticationMethod, TlsClientAuth>();
        services.AddSingleton<IClientAuthenticationMethod, ApiTokenProof>();

        services.AddSingleton<IGrant, ClientCredentialsGrant>();
        services.AddSingleton<IGrant, TokenExchangeGrant>();
        services.AddSingleton<IGrant, AssertionGrant>();

        services.AddSingleton<ProofOfPossession>();
        services.AddSingleton<IPossessionProof, ClientCertificateProof>();
        services.AddSingleton<IPossessionProof, DPoPProof>();
        services.AddSingleton<DPoPRules>();
        services.AddSingleton<DPoPNonces>();

        services.AddSingleton<AccessTokenIssuer>();
        services.AddSingleton<PresentedTokens>();
        services.AddSingleton<ServerMetadata>();
        services.AddSingleton<ResourceMetadata>();
        return services;
    }
}
