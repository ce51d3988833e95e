using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Testing;

/// <summary>
/// Holds every answer of our own APIs against their OpenAPI documents, whatever the test is about: its status, its media type,
/// and each member of its body.
/// </summary>
public sealed class DocumentedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // By how their paths begin. Two share a beginning: the one that has the operation is meant.
    private static readonly (string Prefix, string Document)[] Surfaces =
    [
        ("/management/v1/", "management"),
        ("/rest/", "snyk"),
        ("/v1/group/", "snyk"),
        ("/api/v1/", "rezolve"),
        ("/api/v1/", "sumo"),
        ("/api/v1alpha/", "semaphore"),
        ("/api/v2/", "wavefront"),
    ];

    // Every server of a test run is of the same build, so they have the same documents; some servers lack some of them.
    private static readonly ConcurrentDictionary<string, JsonNode> Documents = new();

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath; // HttpClient made it absolute.
        foreach (var (_, name) in Surfaces.Where(surface => path.StartsWith(surface.Prefix, StringComparison.Ordinal)))
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            if (await FindDocumentAsync(request.RequestUri, name, cancellationToken) is { } document
                && FindOperation(document, request.Method, path) is { } operation
                && await ProblemOfAsync(document, operation, response, cancellationToken) is { } problem)
            {
                throw new UndocumentedAnswerException(
                    $"{request.Method} {path} answered {(int)response.StatusCode} as its document does not: {problem}");
            }
        }

        return response;
    }

    private async Task<JsonNode?> FindDocumentAsync(Uri anyUri, string name, CancellationToken cancellationToken)
    {
        if (Documents.TryGetValue(name, out var known))
        {
            return known;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(anyUri, $"/openapi/{name}.json"));
        using var response = await base.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? Documents.GetOrAdd(name, JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!) // A document is not null.
            : null;
    }

    // Of two templates that fit, the one with more words of its own is meant: .../secrets/delete and .../secrets/{secretId}.
    private static JsonNode? FindOperation(JsonNode document, HttpMethod method, string path)
    {
        var steps = path.Split('/');
        return document["paths"]!.AsObject()
            .Select(template => (Steps: template.Key.Split('/'), Operations: template.Value!))
            .Where(template => template.Steps.Length == steps.Length
                && template.Steps.Zip(steps).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            .OrderBy(template => template.Steps.Count(step => step.StartsWith('{')))
            .Select(template => template.Operations[method.Method.ToLowerInvariant()])
            .FirstOrDefault(operation => operation is not null);
    }

    private static async Task<string?> ProblemOfAsync(
        JsonNode document, JsonNode operation, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var responses = operation["responses"]!.AsObject();
        var declared = responses[$"{(int)response.StatusCode}"]
            ?? (response.StatusCode >= HttpStatusCode.InternalServerError ? responses["default"] : null);
        if (declared is null)
        {
            return "the status is not declared";
        }

        var contents = declared["content"]?.AsObject();
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (contents is null or { Count: 0 })
        {
            return text.Length == 0 ? null : "a body is not declared";
        }

        if (contents[response.Content.Headers.ContentType?.MediaType ?? string.Empty] is not { } content)
        {
            return $"the media type {response.Content.Headers.ContentType} is not declared";
        }

        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            && !response.Content.Headers.ContentType.MediaType.EndsWith("ndjson", StringComparison.Ordinal);
        if (!isJson || content["schema"] is not { } schema)
        {
            return isJson ? "it has no schema" : null;
        }

        var problems = new JsonSchemaCheck(document).ProblemsOf(JsonNode.Parse(text), schema);
        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}

/// <summary>An answer is not what the OpenAPI document says.</summary>
public sealed class UndocumentedAnswerException(string message) : Exception(message);
