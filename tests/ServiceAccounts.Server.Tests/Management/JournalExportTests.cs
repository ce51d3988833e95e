using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Management;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>An export that its reader draws out gives no more than the reader may read by then.</summary>
public sealed class JournalExportTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task An_export_is_cut_off_when_its_reader_is_deactivated()
    {
        var reader = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.JournalReader.Id));
        for (var entries = 0; entries <= Paging.MaxLimit; entries += 100)
        {
            var accounts = Enumerable.Range(0, 100).Select(_ => (JsonNode)ApiCaller.NewAccount("api_key"));
            await fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/batch", new JsonObject { ["accounts"] = new JsonArray([.. accounts]) })
                .StatusAsync(HttpStatusCode.Created);
        }

        // A socket takes much before it makes the server wait; this body lets something happen after the first page.
        await using var body = new PagedBody(
            () => fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{reader["id"]}/deactivate").StatusAsync(HttpStatusCode.OK));
        await ExportAsync(reader["tokens"]![0]!["token"]!.GetValue<string>(), body);

        Assert.Equal(Paging.MaxLimit, body.ToArray().Count(b => b == '\n'));
    }

    private async Task ExportAsync(string token, Stream body)
    {
        using var scope = Server.Services.CreateScope();
        var endpoint = Server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Single(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == "ListJournal");
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.SetEndpoint(endpoint);
        http.Request.Method = HttpMethods.Get;
        http.Request.QueryString = new QueryString("?order=asc");
        http.Request.Headers.Authorization = "Bearer " + token;
        http.Request.Headers.Accept = "application/x-ndjson";
        http.Response.Body = body;
        var surface = new ManagementSurface();
        http.Features.Set<ISurface>(surface);
        var result = await Server.Services.GetRequiredService<CallerAuthenticator>().AuthenticateAsync(http, surface);
        http.Features.Set(new AuthenticatedCaller(result.Caller!)); // The token is good until the first page has been read.
        await endpoint.RequestDelegate!(http); // A route has one.
    }

    private sealed class PagedBody(Func<Task> afterFirstPage) : MemoryStream
    {
        private bool _isLater;

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            if (!_isLater)
            {
                _isLater = true;
                await afterFirstPage();
            }
        }
    }
}
