using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>That system's own description of its API: every request of these tests and every answer to them fits it.</summary>
internal static class SumoContract
{
    private const string Base = "/api";

    private static readonly JsonNode Document = Load();

    private static readonly JsonSchemaCheck Check = new(Document);

    /// <summary>What is wrong with a value by a schema of that description.</summary>
    public static IReadOnlyList<string> ProblemsOf(JsonNode? value, string schema) =>
        Check.ProblemsOf(value, new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" });

    /// <summary>What is wrong with an answer; nothing where that description has no such route, which routing answers.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsOfAsync(HttpMethod method, string path, HttpResponseMessage response)
    {
        if (FindOperation(method, path) is not { } operation)
        {
            return [];
        }

        var responses = operation["responses"]!.AsObject();
        var declared = responses[$"{(int)response.StatusCode}"];
        if (declared is null && (int)response.StatusCode < 300)
        {
            return [$"{(int)response.StatusCode} is no success of this operation"];
        }

        var text = await response.Content.ReadAsStringAsync();
        var schema = (declared ?? responses["default"])!["content"]?["application/json"]?["schema"];
        return schema is null
            ? text.Length == 0 ? [] : ["a body is not declared"]
            : response.Content.Headers.ContentType?.MediaType != "application/json"
                ? [$"the media type is {response.Content.Headers.ContentType}"]
                : Check.ProblemsOf(JsonNode.Parse(text), schema.DeepClone());
    }

    /// <summary>What is wrong with the body of a request.</summary>
    public static IReadOnlyList<string> ProblemsOfRequest(HttpMethod method, string path, JsonNode? body) =>
        FindOperation(method, path)?["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema
            ? Check.ProblemsOf(body, schema.DeepClone())
            : [];

    private static JsonNode? FindOperation(HttpMethod method, string path)
    {
        var steps = path.Split('?')[0].Split('/');
        return Document["paths"]!.AsObject()
            .Select(route => (Steps: (Base + route.Key).Split('/'), Operations: route.Value!))
            .Where(route => route.Steps.Length == steps.Length
                && route.Steps.Zip(steps).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            .OrderBy(route => route.Steps.Count(step => step.StartsWith('{')))
            .Select(route => route.Operations[method.Method.ToLowerInvariant()])
            .FirstOrDefault(operation => operation is not null);
    }

    private static JsonNode Load()
    {
        using var stream = typeof(SumoContract).Assembly.GetManifestResourceStream($"{typeof(SumoContract).Namespace}.contract.json");
        return JsonNode.Parse(stream!)!; // It is in the build, and a document is not null.
    }
}
