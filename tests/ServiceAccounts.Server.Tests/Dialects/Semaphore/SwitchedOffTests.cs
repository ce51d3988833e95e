using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>Switched off the dialect is not there; switched on it describes itself.</summary>
public sealed class SwitchedOffTests
{
    [Fact]
    public async Task Switched_off_there_is_neither_a_route_nor_a_document()
    {
        await using var server = await RunningServer.StartAsync("Dialects:Semaphore=false");

        // A client of the server would hold the answers against the document that other servers of this run have.
        using var plain = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(plain) { BaseAddress = new Uri(server.Issuer) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", server.AdminToken);
        foreach (var path in new[] { Accounts, Members, Roles, Permissions, AllGroups, "/openapi/semaphore.json" })
        {
            using var response = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Every_operation_declares_its_refusals_as_one_json_string()
    {
        await using var server = await RunningServer.StartAsync();

        var document = JsonNode.Parse(await server.Http.GetStringAsync("/openapi/semaphore.json"))!;

        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).ToList();
        Assert.Equal(21, operations.Count);
        foreach (var (_, operation) in operations)
        {
            var responses = operation!["responses"]!.AsObject();
            Assert.NotNull(responses["200"]);
            Assert.All(
                responses.Where(response => response.Key != "200"),
                response => Assert.Equal("string", response.Value!["content"]!["application/json"]!["schema"]!["type"]!.GetValue<string>()));
            Assert.Equal(["400", "401", "403", "404"], responses.Select(response => response.Key).Where(status => status.StartsWith("40", StringComparison.Ordinal) && status != "408"));
        }
    }
}
