using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>Holds what is sent and what is answered against the description that Snyk gives of its own API.</summary>
internal sealed class SnykContract(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Rest = "/rest";
    private static readonly JsonNode Description = Read();
    private static readonly JsonSchemaCheck Check = new(Description);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath; // HttpClient made it absolute.
        if (path.StartsWith(Rest, StringComparison.Ordinal) && FindOperation(request.Method, path[Rest.Length..]) is { } operation)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var problems = ProblemsOf(operation, request, response, text);
            if (response.IsSuccessStatusCode && operation["requestBody"] is { } body && !sent.Contains("client_secret\":", StringComparison.Ordinal))
            {
                // The documentation's other name of a secret is in no schema; all else that is taken is.
                problems.AddRange(Check.ProblemsOf(JsonNode.Parse(sent), body["content"]![MediaType]!["schema"]!));
            }

            Assert.True(problems.Count == 0, $"{request.Method} {path} {(int)response.StatusCode}: {string.Join("; ", problems)} in {text}");
        }

        return response;
    }

    private const string MediaType = "application/vnd.api+json";

    private static List<string> ProblemsOf(JsonNode operation, HttpRequestMessage request, HttpResponseMessage response, string text)
    {
        // The description forgets that a caller may lack the permission to create.
        var status = response.StatusCode == HttpStatusCode.Forbidden && request.Method == HttpMethod.Post ? 401 : (int)response.StatusCode;
        if (operation["responses"]![$"{status}"] is not { } declared)
        {
            return [$"the status {status} is not declared"];
        }

        declared = Resolve(declared);
        var problems = HeadersOf(declared, response);
        if (declared["content"] is not { } content)
        {
            if (text.Length > 0)
            {
                problems.Add("a body is not declared");
            }
        }
        else if (content[response.Content.Headers.ContentType?.ToString() ?? string.Empty]?["schema"] is { } schema)
        {
            problems.AddRange(Check.ProblemsOf(JsonNode.Parse(text), schema));
        }
        else
        {
            problems.Add($"the media type {response.Content.Headers.ContentType} is not declared");
        }

        return problems;
    }

    private static List<string> HeadersOf(JsonNode declared, HttpResponseMessage response)
    {
        var problems = new List<string>();
        if (!response.Headers.Contains("snyk-request-id"))
        {
            problems.Add("the header snyk-request-id is missing");
        }

        foreach (var (name, header) in declared["headers"]!.AsObject())
        {
            if (response.Headers.TryGetValues(name, out var values))
            {
                var schema = Resolve(header!)["schema"]!.DeepClone();
                if (schema["format"]?.GetValue<string>() == "url")
                {
                    schema["format"] = "uri";
                }

                problems.AddRange(values.SelectMany(value => Check.ProblemsOf(JsonValue.Create(value), schema)).Select(p => $"{name}: {p}"));
            }
        }

        return problems;
    }

    private static JsonNode? FindOperation(HttpMethod method, string path)
    {
        var steps = path.Split('/');
        return Description["paths"]!.AsObject()
            .Where(template => template.Key.Split('/') is var own && own.Length == steps.Length
                && own.Zip(steps).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            .Select(template => template.Value![method.Method.ToLowerInvariant()]).FirstOrDefault(operation => operation is not null);
    }

    private static JsonNode Resolve(JsonNode node)
    {
        if (node["$ref"]?.GetValue<string>() is not { } reference)
        {
            return node;
        }

        return reference.TrimStart('#', '/').Split('/').Aggregate(Description, (at, step) => at[step]!); // The description is whole.
    }

    private static JsonNode Read()
    {
        using var stream = typeof(SnykContract).Assembly.GetManifestResourceStream($"{typeof(SnykContract).Namespace}.contract.json");
        return JsonNode.Parse(stream!)!; // It is in the build.
    }
}
