using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Contracts;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Callers;

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
        options.AddOperationTransformer(NameIdempotencyKeyAsync);
        options.AddOperationTransformer(ManagementParameters.DescribeAsync);
        options.AddSchemaTransformer(UnwrapOptionalAsync);
        options.AddSchemaTransformer(NameTypeOfTimeAsync);
        options.AddSchemaTransformer(DescribeProblemAsync);
        ManagementSchemas.Configure(options);
        options.AddOperationTransformer(DescribeFailureAsync);
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
        foreach (var (name, scheme) in SecuritySchemes())
        {
            document.Components.SecuritySchemes[name] = scheme;
        }

        // Any one of them.
        document.Security =
            [.. SecuritySchemes().Keys.Select(name => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(name, document)] = [] })];
        return Task.CompletedTask;
    }

    private static Dictionary<string, OpenApiSecurityScheme> SecuritySchemes()
    {
        var schemes = new Dictionary<string, OpenApiSecurityScheme>
        {
            [BearerScheme] = Http(BearerScheme, "An API token, or an access token issued by this server for itself."),
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

    private static Task NameIdempotencyKeyAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IdempotentRoute>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotentRequests.Header,
                In = ParameterLocation.Header,
                Description = "A key of the sender's choice, for 24 hours. Repeated under it, the request is answered 409: "
                    + "in_progress, or already_done with Location and never the credential. Another request under it: 422 key_reused.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[!-~]{1,64}$" },
            });
        }

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

    // The generator sees the framework's class, and not what we add to each problem.
    private static Task DescribeProblemAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
        {
            schema.Description = "What was refused and why (RFC 9457).";
            schema.AdditionalPropertiesAllowed = true;
            schema.Required = new HashSet<string> { "status", "code", "detail" };
            schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
            schema.Properties["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A word for programs." };
            schema.Properties["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong with each field of the request.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        return Task.CompletedTask;
    }

    // What no caller can cause is the same everywhere.
    private static async Task DescribeFailureAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "The server failed, or the database does not answer.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ManagementApi.ProblemJson] = new()
                {
                    Schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancellationToken),
                },
            },
        };
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
        schema.Items = inner.Items;
        schema.Properties = inner.Properties;
        schema.Required = inner.Required;
    }
}
