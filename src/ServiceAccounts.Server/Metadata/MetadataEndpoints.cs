using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Metadata;

/// <summary>What anybody may know: the metadata (RFC 8414, RFC 9728), the key set (RFC 7517), and that nobody can log in here.</summary>
internal static class MetadataEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var metadata = PublicDocument.Of(routes.ServiceProvider.GetRequiredService<ServerMetadata>().ToJson());
        var keys = new KeySetDocument(routes.ServiceProvider.GetRequiredService<ISigningKeys>());

        PublicDocument.Map(routes, "/.well-known/oauth-authorization-server", _ => ValueTask.FromResult(metadata));
        PublicDocument.Map(routes, "/.well-known/openid-configuration", _ => ValueTask.FromResult(metadata));
        var resource = PublicDocument.Of(routes.ServiceProvider.GetRequiredService<ResourceMetadata>().ToJson(ManagementPermissions.All));
        PublicDocument.Map(routes, Issuer.ResourcePath, _ => ValueTask.FromResult(resource));
        PublicDocument.Map(routes, Issuer.JwksPath, _ => ValueTask.FromResult(keys.Current));
        routes.Map(Issuer.AuthorizePath, RefuseAuthorization).ExcludeFromDescription();
    }

    // Never a redirect: there is nobody here who could be sent back anywhere.
    private static Task RefuseAuthorization(HttpContext http) => OAuthErrorAnswer.WriteAsync(
        http, new OAuthError("unsupported_response_type", "Nobody logs in here: machines get tokens at the token endpoint."));
}
