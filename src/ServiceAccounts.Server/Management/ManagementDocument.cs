using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Management;

/// <summary>The OpenAPI document of the management API.</summary>
internal static class ManagementDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = route => route.RelativePath?.StartsWith("management/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(NameIdempotencyKeyAsync);
        options.AddOperationTransformer(ManagementParameters.DescribeAsync);
        options.AddSchemaTransformer(DescribeProblemAsync);
        DocumentSchemas.Configure(options);
        options.AddOperationTransformer(DescribeFailureAsync);
    }

    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = ManagementApi.Title,
            Version = "v1",
            Description = "What administrators do with service accounts, roles and resource servers. Errors are problem details "
                + "(RFC 9457) with a code, and errors by field. Lists are pages: send next_cursor as cursor for the next one.",
        };

        DocumentCallers.Describe(document, context.ApplicationServices.GetRequiredService<Issuer>());
        return Task.CompletedTask;
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
}
