using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ServiceAccounts.Server.Management;

/// <summary>Says in the document which members a request must have, and which few words a member is one of.</summary>
internal static class ManagementSchemas
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer(RequireAsync);
        options.AddSchemaTransformer(EnumerateAsync);
    }

    // Members of a request may be null where it is read, so that all that are missing are named at once; a sender leaves none out.
    private static Task RequireAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is not null || schema.Properties is not { } properties)
        {
            return Task.CompletedTask;
        }

        foreach (var member in context.JsonTypeInfo.Properties)
        {
            if (member.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) == true
                && properties.TryGetValue(member.Name, out var found) && found is OpenApiSchema { Type: { } type } own)
            {
                (schema.Required ??= new HashSet<string>()).Add(member.Name);
                own.Type = type & ~JsonSchemaType.Null;
            }
        }

        return Task.CompletedTask;
    }

    private static Task EnumerateAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var words = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false);
        if (words is [AllowedValuesAttribute { Values: var values }])
        {
            schema.Enum = [.. values.Select(word => (JsonNode)JsonValue.Create((string)word!))]; // Each is a text.
            if (schema.Type is { } type && type.HasFlag(JsonSchemaType.Null)
                && context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) != true)
            {
                schema.Enum.Add(JsonNullSentinel.JsonNull);
            }
        }

        return Task.CompletedTask;
    }
}
