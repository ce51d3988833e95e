using Microsoft.OpenApi;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>Says in a document where the server is, and how its callers say who they are: any one of the ways does.</summary>
internal static class DocumentCallers
{
    private const string BearerScheme = "bearer";

    public static void Describe(OpenApiDocument document, Issuer issuer)
    {
        // The server we tell of is the issuer, never the host that somebody asked.
        document.Servers = [new OpenApiServer { Url = issuer.Value }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        foreach (var (name, scheme) in SecuritySchemes())
        {
            document.Components.SecuritySchemes[name] = scheme;
        }

        document.Security =
            [.. SecuritySchemes().Keys.Select(name => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(name, document)] = [] })];
    }

    private static Dictionary<string, OpenApiSecurityScheme> SecuritySchemes()
    {
        var schemes = new Dictionary<string, OpenApiSecurityScheme>
        {
            [BearerScheme] = Http(BearerScheme, "An API token, or an access token issued by this server for itself."),
            ["dpop"] = Http("DPoP", "An access token issued by this server for itself and bound to a key, with a proof in the header DPoP (RFC 9449)."),
            ["token"] = Http("Token", "An API token."),
            ["basic"] = Http("basic", "The id of an API token as user name, and the API token as password."),
        };
        foreach (var header in CallerCredential.TokenHeaders)
        {
            schemes[header] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = header,
                Description = "An API token.",
            };
        }

        return schemes;

        static OpenApiSecurityScheme Http(string scheme, string description) =>
            new() { Type = SecuritySchemeType.Http, Scheme = scheme, Description = description };
    }
}
