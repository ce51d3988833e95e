using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Contracts;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Server.Management;

/// <summary>The OpenAPI document of the management API.</summary>
internal static class ManagementDocument
{
    private const string BearerScheme = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = route => route.RelativePath?.StartsWith("management/", StringComparison.Ordinal) == true;
        options.CreateSchemaReferenceId = json => IsOptional(json.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(json);
        options.AddDocumentTransformer(DescribeAsync);
        options.AddSchemaTransformer(UnwrapOptionalAsync);
        options.AddSchemaTransformer(NameTypeOfTimeAsync);
    }

    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var issuer = context.ApplicationServices.GetRequiredService<Issuer>();
        document.Info = new OpenApiInfo
        {
            Title = "ServiceAccounts management API",
            Version = "v1",
            Description = "What administrators do with service accounts, roles and resource servers. Errors are problem details "
                + "(RFC 9457) with a code, and errors by field. Lists are pages: send next_cursor as cursor for the next one.",
        };

        // The server we tell of is the issuer, never the host that somebody asked.
        document.Servers = [new OpenApiServer { Url = issuer.Value }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = BearerScheme,
            Description = "An API token, or an access token issued by this server for itself.",
        };
        document.Security =
            [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] }];
        return Task.CompletedTask;
    }

    // The document generator does not look behind a converter of ours.
    private static Task NameTypeOfTimeAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = JsonSchemaType.String | (type == typeof(DateTimeOffset) ? 0 : JsonSchemaType.Null);
        }

        return Task.CompletedTask;
    }

    private static bool IsOptional(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);

    // A member of a merge patch looks in the document like the value it carries.
    private static async Task UnwrapOptionalAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (!IsOptional(type))
        {
            return;
        }

        var inner = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, cancellationToken);
        schema.Type = (inner.Type ?? JsonSchemaType.String) | JsonSchemaType.Null;
        schema.Items = inner.Items;
        schema.Format = inner.Format;
        schema.Pattern = inner.Pattern;
    }
}
