using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>The API is documented where it runs: a valid OpenAPI document, and a page that needs no other host.</summary>
public sealed partial class DocumentTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] DialectNames = ["rezolve", "semaphore", "snyk", "sumo", "wavefront"];

    public static TheoryData<string> Dialects => [.. DialectNames];

    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "6")]
    public async Task The_document_is_valid_and_names_issuer_tags_and_security()
    {
        var text = await Server.Http.GetStringAsync("/openapi/management.json");
        var read = OpenApiDocument.Parse(text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        var document = read.Document!; // It was read without an error.
        Assert.Equal([Server.Issuer], document.Servers!.Select(server => server.Url));
        Assert.Contains(document.Tags!, tag => tag.Name == "serviceAccountManagement");
        Assert.Equal("bearer", document.Components!.SecuritySchemes!["bearer"].Scheme);
        Assert.NotEmpty(document.Security!);

        var operations = document.Paths.SelectMany(path => path.Value.Operations!.Select(o => (Path: path.Key, Operation: o.Value))).ToList();
        Assert.All(operations, o => Assert.StartsWith("/management/v1/", o.Path, StringComparison.Ordinal));
        Assert.All(operations, o => Assert.NotEmpty(o.Operation.Summary!));
        Assert.Equal(operations.Count, operations.Select(o => o.Operation.OperationId).Distinct().Count());
        Assert.All(
            operations.Where(o => o.Path.Contains("/service-accounts", StringComparison.Ordinal)),
            o => Assert.Equal("serviceAccountManagement", Assert.Single(o.Operation.Tags!).Name));
    }

    [Fact]
    public async Task Every_parameter_is_explained_and_every_change_of_a_version_takes_if_match()
    {
        var document = JsonNode.Parse(await Server.Http.GetStringAsync("/openapi/management.json"))!;
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var parameters = operation!["parameters"]!.AsArray();
                Assert.All(
                    parameters.Where(p => p!["in"]!.GetValue<string>() != "path"),
                    p => Assert.False(string.IsNullOrEmpty(p!["description"]?.GetValue<string>()), $"{method} {path}: {p["name"]}"));
                Assert.Equal(
                    operation["responses"]!["412"] is not null,
                    parameters.Any(p => p!["name"]!.GetValue<string>() == "If-Match"));
            }
        }
    }

    [Fact]
    public async Task What_a_request_must_have_is_required_and_what_is_one_of_a_few_words_is_enumerated()
    {
        var schemas = JsonNode.Parse(await Server.Http.GetStringAsync("/openapi/management.json"))!["components"]!["schemas"]!;

        var request = schemas["CreateServiceAccountRequest"]!;
        Assert.Equal(["name", "auth_type"], request["required"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal("string", request["properties"]!["name"]!["type"]!.GetValue<string>());
        Assert.Equal("[\"api_key\",\"oauth_client_secret\",\"oauth_private_key_jwt\",\"oauth_tls_client_auth\",\"oauth_federated\"]", request["properties"]!["auth_type"]!["enum"]!.ToJsonString());
        Assert.Equal(
            "[\"deactivated\",\"expired\",null]",
            schemas["ServiceAccountResponse"]!["properties"]!["inactive_reason"]!["enum"]!.ToJsonString());
        Assert.Equal(
            "[\"issuer\",\"issuer_or_token_endpoint\",null]",
            schemas["UpdateApplicationRequest"]!["properties"]!["assertion_audience"]!["enum"]!.ToJsonString());
    }

    [Fact]
    public async Task Every_refusal_that_any_route_can_have_is_declared()
    {
        var paths = JsonNode.Parse(await Server.Http.GetStringAsync("/openapi/management.json"))!["paths"]!.AsObject();
        var nobody = await ApiCaller.WithApiTokenAsync(Server);
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret"));
        var api = (await fixture.Administrator.GetAsync(ApiCaller.Apis).JsonAsync())["items"]![0]!["id"];
        var role = await fixture.Administrator.NewRoleAsync("tenant", "api:read");
        var group = await fixture.Administrator.NewGroupAsync();
        foreach (var (template, operations) in paths)
        {
            var path = template
                .Replace("service-accounts/{id}", $"service-accounts/{account["id"]}", StringComparison.Ordinal)
                .Replace("apis/{id}", $"apis/{api}", StringComparison.Ordinal)
                .Replace("roles/{id}", $"roles/{role}", StringComparison.Ordinal)
                .Replace("groups/{id}", $"groups/{group}", StringComparison.Ordinal)
                .Replace("principals/{id}", $"principals/{account["id"]}", StringComparison.Ordinal)
                .Replace("{principalId}", $"{account["id"]}", StringComparison.Ordinal)
                .Replace("{clientId}", $"{account["applications"]![0]!["client_id"]}", StringComparison.Ordinal);
            foreach (var (word, operation) in operations!.AsObject())
            {
                var method = new HttpMethod(word.ToUpperInvariant());
                var takesBody = operation!["requestBody"] is not null;
                var seen = new List<HttpStatusCode>
                {
                    await StatusOfAsync(new ApiCaller(Server, null), method, path),
                    await StatusOfAsync(nobody, method, path, takesBody ? ApiCaller.Json("{}") : null),
                    await StatusOfAsync(fixture.Administrator, method, path + "?tenant=nowhere"),
                };
                if (takesBody)
                {
                    var large = new ByteArrayContent(new byte[2 * 1024 * 1024]);
                    large.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    seen.Add(await StatusOfAsync(fixture.Administrator, method, path, ApiCaller.Json("[]")));
                    seen.Add(await StatusOfAsync(fixture.Administrator, method, path, ApiCaller.Json("x", "text/plain")));
                    seen.Add(await StatusOfAsync(fixture.Administrator, method, path, large));
                }

                var declared = operation["responses"]!.AsObject();
                Assert.All(seen, status => Assert.Contains($"{(int)status}", declared.Select(response => response.Key)));
                Assert.All(
                    declared.Where(response => response.Key[0] == '4'),
                    response => Assert.NotNull(response.Value!["content"]!["application/problem+json"]));
            }
        }
    }

    [Fact]
    [Trait("Requirement", "6")]
    public async Task The_page_and_all_that_it_loads_come_from_this_server()
    {
        using var moved = await Server.Http.GetAsync("/docs/");
        Assert.Equal(HttpStatusCode.MovedPermanently, moved.StatusCode);
        var page = new Uri(new Uri(Server.Issuer + "/docs/"), moved.Headers.Location!);
        Assert.StartsWith(Server.Issuer, page.ToString(), StringComparison.Ordinal);
        var html = await Server.Http.GetStringAsync(page);

        Assert.DoesNotContain("//", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", html, StringComparison.Ordinal);
        var links = Links().Matches(html).Select(match => match.Groups[1].Value).ToLookup(link => link.StartsWith("/docs/", StringComparison.Ordinal));
        var loaded = links[false].ToList();
        Assert.Equal(["index.css", "index.js"], loaded.Order(StringComparer.Ordinal));
        Assert.Equal(DialectNames.Select(name => $"/docs/{name}/"), links[true].Order(StringComparer.Ordinal));
        foreach (var name in loaded)
        {
            Assert.NotEmpty(await Server.Http.GetStringAsync(new Uri(page, name)));
        }

        var script = await Server.Http.GetStringAsync(new Uri(page, "index.js"));
        Assert.Contains("'./redoc.standalone.js'", script, StringComparison.Ordinal);
        Assert.Contains("\"/openapi/management.json\"", script, StringComparison.Ordinal);
        Assert.True((await Server.Http.GetStringAsync(new Uri(page, "redoc.standalone.js"))).Length > 100_000);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Each_dialect_has_a_page_of_its_own_with_links_to_the_others(string name)
    {
        var html = await Server.Http.GetStringAsync($"/docs/{name}/index.html");
        Assert.Contains("href=\"/docs/\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"/docs/{name}/\"", html, StringComparison.Ordinal);
        Assert.Contains($"\"/openapi/{name}.json\"", await Server.Http.GetStringAsync($"/docs/{name}/index.js"), StringComparison.Ordinal);
        Assert.NotEmpty(await Server.Http.GetStringAsync($"/docs/{name}/redoc.standalone.js"));
        Assert.NotEmpty(await Server.Http.GetStringAsync($"/openapi/{name}.json"));
    }

    [Fact]
    public async Task Who_opens_the_issuer_in_a_browser_is_shown_the_page()
    {
        using var response = await Server.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/docs/", response.Headers.Location!.ToString());
    }

    private static async Task<HttpStatusCode> StatusOfAsync(
        ApiCaller caller, HttpMethod method, string path, HttpContent? content = null)
    {
        using var response = await caller.SendAsync(method, path, content);
        return response.StatusCode;
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
