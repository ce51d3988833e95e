using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A credential is in no log, error or ledger entry, whatever the log level and wherever it was sent by mistake.</summary>
public sealed class SecretLeakTests
{
    [Fact]
    public async Task No_credential_is_written_anywhere()
    {
        string[] categories =
        [
            "Default", "Microsoft", "Microsoft.AspNetCore", "System", "Microsoft.AspNetCore.Hosting.Diagnostics",
            "Microsoft.AspNetCore.Hosting.Diag*nostics", "Microsoft.AspNetCore.Routing.EndpointMiddleware",
        ];

        // A rule that names its provider, by its type or by its alias, beats every rule that names none.
        string[] providers = ["", $"{typeof(CapturedLog).FullName}:", "Captured:", "Console:"];
        await using var server = await RunningServer.StartAsync(null, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace);
            foreach (var provider in providers)
            {
                foreach (var category in categories)
                {
                    builder.Configuration[$"Logging:{provider}LogLevel:{category}"] = "Trace";
                }
            }
        });
        using var traces = new CapturedTraces();
        using var key = ClientKeyPair.Es256();
        var client = await server.CreateSecretClientAsync(
            new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id, SystemRole.ApiDefault.Id) });
        var signer = await server.CreateAssertionClientAsync(key);
        var account = await server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var apiToken = account["tokens"]![0]!["token"]!.GetValue<string>();
        var accessToken = await ApiCaller.AccessTokenAsync(server, client);
        var assertion = signer.Assertion();
        await signer.RequestTokenAsync(assertion).StatusAsync(HttpStatusCode.OK);
        string[] credentials = [client.Secret, apiToken, accessToken, assertion, server.AdminToken];

        var answers = new List<string>();
        foreach (var credential in credentials)
        {
            answers.AddRange(await SendWhereItDoesNotBelongAsync(server, client, credential));
        }

        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("Request starting", StringComparison.Ordinal));
        answers.Add(await ReadAsync(signer.RequestTokenAsync(assertion)));
        answers.AddRange(await ReadRecordsAsync(server, client));
        await server.Services.GetRequiredService<Storage.Issuances.IssuanceSealer>().SealAsync(CancellationToken.None);
        answers.AddRange(await ReadRecordsAsync(server, client));
        Assert.Contains(traces.Tags, tag => tag.Contains("Microsoft.AspNetCore.Hosting.HttpRequestIn", StringComparison.Ordinal));
        var written = server.Log.Lines.Concat(answers).Concat(traces.Tags)
            .Concat((await server.LedgerAsync()).Select(entry => $"{entry.ActorName} {entry.Details} {entry.CorrelationId}")).ToList();
        Assert.Contains(server.Log.Lines, line => line.StartsWith("Trace Microsoft.", StringComparison.Ordinal));
        foreach (var credential in credentials)
        {
            // Half of it is too much as well, and so is the form in which a URL or a Basic header carries it.
            foreach (var part in new[] { credential[^30..], Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(credential))[..30] })
            {
                var found = written.Where(line => line.Contains(part, StringComparison.Ordinal)).ToList();
                Assert.True(found.Count == 0, string.Join('\n', found));
            }
        }
    }

    private static async Task<List<string>> SendWhereItDoesNotBelongAsync(RunningServer server, SecretClient client, string credential)
    {
        var admin = ApiCaller.Administrator(server);
        var escaped = Uri.EscapeDataString(credential);
        var grant = ("grant_type", "client_credentials");
        return
        [
            await ReadAsync(server.RequestTokenAsync(grant, ("client_id", credential), ("client_secret", "x"))),
            await ReadAsync(server.RequestTokenAsync(grant, ("client_id", client.ClientId), ("client_secret", credential + "x"))),
            await ReadAsync(server.RequestTokenAsync(SecretClient.BasicOf(credential, client.ClientId), grant)),
            await ReadAsync(server.RequestTokenAsync("Basic " + credential, grant)),
            await ReadAsync(server.RequestTokenAsync(client.Basic, ("grant_type", credential))),
            await ReadAsync(server.RequestTokenAsync(client.Basic, grant, ("scope", credential))),
            await ReadAsync(server.RequestTokenAsync(client.Basic, grant, ("resource", credential))),
            await ReadAsync(server.RequestTokenAsync(
                grant, ("client_assertion_type", AssertionClient.AssertionType), ("client_assertion", credential + "x"))),
            await ReadAsync(server.Http.PostAsync($"/oauth2/token?client_secret={escaped}", new FormUrlEncodedContent([]))),
            await ReadAsync(server.Http.GetAsync($"/oauth2/token?client_assertion={escaped}")),
            await ReadAsync(new ApiCaller(server, "Basic " + credential).GetAsync(ApiCaller.Accounts)),
            await ReadAsync(new ApiCaller(server, credential).GetAsync(ApiCaller.Accounts)),
            await ReadAsync(new ApiCaller(server, "Bearer " + credential + "x").GetAsync(ApiCaller.Accounts)),
            await ReadAsync(new ApiCaller(server, null).GetAsync($"{ApiCaller.Accounts}?access_token={escaped}")),
            await ReadAsync(admin.GetAsync($"{ApiCaller.Accounts}?limit={escaped}")),
            await ReadAsync(admin.GetAsync($"{ApiCaller.Accounts}?cursor={escaped}")),
            await ReadAsync(admin.GetAsync($"{ApiCaller.Accounts}?tenant={escaped}")),
            await ReadAsync(admin.GetAsync($"{ApiCaller.Accounts}/{escaped}")),
            await ReadAsync(admin.GetAsync($"/docs/{escaped}")),
            await ReadAsync(admin.DeleteAsync($"{ApiCaller.Accounts}/{client.AccountId}", credential)),
            await ReadAsync(admin.SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json(credential))),
            await ReadAsync(admin.PostAsync(ApiCaller.Accounts, new JsonObject { ["name"] = 5, ["description"] = credential })),
            await ReadAsync(admin.PostAsync(ApiCaller.Accounts, new JsonObject { ["name"] = "x", ["auth_type"] = credential })),
            await ReadAsync(admin.PostAsync(ApiCaller.Accounts, new JsonObject { ["name"] = "x", ["expires_at"] = credential })),
            await ReadAsync(admin.PostAsync(ApiCaller.Accounts, new JsonObject { ["secret"] = credential })),
            await ReadAsync(admin.PostAsync(ApiCaller.Accounts, new JsonObject { [credential] = "x" })),
            await ReadAsync(admin.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", credential))),
            await ReadAsync(admin.PatchAsync($"{ApiCaller.Accounts}/{client.AccountId}", new JsonObject { ["name"] = null, [credential] = 1 })),
        ];
    }

    private static async Task<List<string>> ReadRecordsAsync(RunningServer server, SecretClient client)
    {
        using var export = new HttpRequestMessage(HttpMethod.Get, "/management/v1/journal?scope=system");
        export.Headers.Accept.ParseAdd("application/x-ndjson");
        var lines = await server.Admin.SendAsync(export).StatusAsync(HttpStatusCode.OK);
        Assert.True(lines.Count(c => c == '\n') > 10);
        server.Time.Advance(TimeSpan.FromSeconds(11));
        return
        [
            lines,
            await server.Admin.GetAsync("/management/v1/journal?limit=200").StatusAsync(HttpStatusCode.OK),
            await server.Admin.GetAsync("/management/v1/journal?limit=200&scope=system&outcome=refused").StatusAsync(HttpStatusCode.OK),
            await server.Admin.GetAsync($"/management/v1/issuances?client_id={client.ClientId}").StatusAsync(HttpStatusCode.OK),
        ];
    }

    private static async Task<string> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        Assert.InRange((int)response.StatusCode, 400, 499);
        return $"{response.Headers} {await response.Content.ReadAsStringAsync()}";
    }
}
