using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests;

/// <summary>A resource server that knows nothing of us but the issuer's URL and its own identifier.</summary>
internal sealed class ResourceServer(RunningServer server, string audience)
{
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _discovery = new(
        server.Issuer + "/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(server.NewClient()));

    /// <summary>The identifier of the Api that every tenant is born with.</summary>
    public static ResourceServer OfDefaultApi(RunningServer server) => new(server, server.Issuer + "/apis/default");

    public async Task<TokenValidationResult> VerifyAsync(string token)
    {
        var configuration = await _discovery.GetConfigurationAsync(CancellationToken.None);
        return await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = configuration.Issuer,
            ValidAudience = audience,
            ValidTypes = ["at+jwt"],
            IssuerSigningKeys = configuration.SigningKeys,
            ClockSkew = TimeSpan.Zero,
            LifetimeValidator = (_, expires, _, _) => expires > server.Time.GetUtcNow().UtcDateTime,
        });
    }
}
