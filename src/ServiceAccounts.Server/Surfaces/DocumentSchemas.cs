using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Contracts;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>What all our documents say of their schemas: the types behind our converters, which members a request must have, and which few words a member is one of.</summary>
internal static class DocumentSchemas
{
    public static void Configure(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = json => IsOptional(json.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(json);
        options.AddSchemaTransformer(UnwrapOptionalAsync);
        options.AddSchemaTransformer(NameTypeOfTimeAsync);
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
        schema.Items = inner.Items;
        schema.Properties = inner.Properties;
        schema.Required = inner.Required;
    }
}
