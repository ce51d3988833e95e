using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Wavefront;

/// <summary>Tokens of service accounts: generated, renamed, revoked, by their ids and by themselves.</summary>
public sealed class WavefrontTokenTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private static readonly string[] Categories = ["Default", "Microsoft", "Microsoft.AspNetCore", "System"];

    private RunningServer Server => fixture.Server;

    private WavefrontCaller Admin => WavefrontCaller.Administrator(Server);

    [Fact]
    [Trait("Requirement", "76")]
    [Trait("Requirement", "87")]
    [Trait("Requirement", "89")]
    [Trait("Requirement", "91")]
    public async Task Several_tokens_work_at_once_and_one_that_is_revoked_leaves_the_others()
    {
        var id = await Admin.NewAccountAsync();
        var (first, second) = (await Admin.NewTokenAsync(id, "first"), await Admin.NewTokenAsync(id, "second"));
        await WorksAsync(first);
        await WorksAsync(second);

        var left = await Admin.DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{first}").OkAsync();
        Assert.Equal("second", Assert.Single(left!.AsArray())!["tokenName"]!.GetValue<string>());
        await FailsAsync(first);
        await WorksAsync(second);

        Assert.Empty((await Admin.DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{left[0]!["tokenID"]!.GetValue<string>()}").OkAsync())!.AsArray());
        await FailsAsync(second);
        await Admin.DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{second}").ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("Requirement", "90")]
    public async Task The_new_token_is_the_last_of_all_and_the_only_one_that_is_shown_itself()
    {
        var id = await Admin.NewAccountAsync();
        var first = await Admin.NewTokenAsync(id);
        var all = await Admin.PostAsync($"{WavefrontCaller.Tokens}/{id}", JsonNode.Parse("""{ "tokenID": "" }""")).OkAsync();

        Assert.Equal(2, all!.AsArray().Count);
        Assert.StartsWith("sa_token_", all[1]!["tokenID"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(all[0]!["tokenID"]!.GetValue<string>(), out _));
        Assert.DoesNotContain(first, all.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(3, (await Admin.PostAsync($"{WavefrontCaller.Tokens}/{id}").OkAsync())!.AsArray().Count);

        var listed = await Admin.GetAsync($"{WavefrontCaller.Tokens}/{id}").OkAsync();
        Assert.DoesNotContain("sa_token_", listed!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "88")]
    public async Task A_token_is_renamed_by_itself_and_by_its_id_and_goes_on_working()
    {
        var id = await Admin.NewAccountAsync();
        var token = await Admin.NewTokenAsync(id);
        var byText = await Admin.PutAsync(
            $"{WavefrontCaller.Tokens}/{id}/{token}", new JsonObject { ["tokenID"] = token, ["tokenName"] = "one" }).OkAsync();
        Expect.Shape(
            byText, "tokenID uuid", "tokenName string", "account string", "accountType string", "dateGenerated number", "lastUsed null");
        Assert.Equal("one", byText!["tokenName"]!.GetValue<string>());

        var tokenId = byText["tokenID"]!.GetValue<string>();
        var byId = await Admin.PutAsync(
            $"{WavefrontCaller.Tokens}/{id}/{tokenId}", new JsonObject { ["tokenID"] = tokenId, ["tokenName"] = "two" }).OkAsync();
        Assert.Equal("two", byId!["tokenName"]!.GetValue<string>());
        await WorksAsync(token);

        await Admin.PutAsync($"{WavefrontCaller.Tokens}/{id}/{tokenId}", new JsonObject()).ErrorAsync(HttpStatusCode.BadRequest);
        await Admin.PutAsync($"{WavefrontCaller.Tokens}/{id}/{tokenId}", new JsonObject { ["tokenID"] = Guid.Empty.ToString(), ["tokenName"] = "x" })
            .ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_twenty_first_token_needs_one_to_be_revoked_first()
    {
        var id = await Admin.NewAccountAsync();
        var token = string.Empty;
        for (var i = 0; i < 20; i++)
        {
            token = await Admin.NewTokenAsync(id);
        }

        var message = await Admin.PostAsync($"{WavefrontCaller.Tokens}/{id}").ErrorAsync(HttpStatusCode.Conflict);
        Assert.Contains("revoke", message, StringComparison.Ordinal);
        await Admin.DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{token}").OkAsync();
        await Admin.NewTokenAsync(id);
    }

    [Fact]
    public async Task A_token_of_another_account_is_none_of_this_one()
    {
        var (id, other) = (await Admin.NewAccountAsync(), await Admin.NewAccountAsync());
        var token = await Admin.NewTokenAsync(other);

        await Admin.DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{token}").ErrorAsync(HttpStatusCode.NotFound);
        await Admin.PutAsync($"{WavefrontCaller.Tokens}/{id}/{token}", new JsonObject { ["tokenName"] = "x" }).ErrorAsync(HttpStatusCode.NotFound);
        await WorksAsync(token);
    }

    [Fact]
    public async Task The_customers_tokens_are_those_of_users_and_service_accounts()
    {
        var id = await Admin.NewAccountAsync();
        var token = await Admin.NewTokenAsync(id, "inventoried");
        await WorksAsync(token);

        var all = (await Admin.GetAsync(WavefrontCaller.CustomerTokens).OkAsync())!.AsArray();
        var own = Assert.Single(all, item => item!["account"]!.GetValue<string>() == id);
        Expect.Shape(
            own, "id uuid", "name string", "tokenID uuid", "tokenName string", "account string", "accountType string", "dateGenerated number",
            "lastUsed number");
        Assert.Contains(all, item => item!["accountType"]!.GetValue<string>() == "USER_ACCOUNT" && item["account"]!.GetValue<string>().Contains('@', StringComparison.Ordinal));
        Assert.DoesNotContain("sa_token_", all.ToJsonString(), StringComparison.Ordinal);

        var tokenId = own!["tokenID"]!.GetValue<string>();
        Assert.Equal(own.ToJsonString(), (await Admin.GetAsync($"{WavefrontCaller.CustomerTokens}/{tokenId}").OkAsync())!.ToJsonString());
        await Admin.PutAsync($"{WavefrontCaller.CustomerTokens}/revoke", new JsonObject { ["tokenID"] = tokenId }).OkAsync();
        await FailsAsync(token);
        await Admin.GetAsync($"{WavefrontCaller.CustomerTokens}/{tokenId}").ErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_in_a_path_is_in_no_log_trace_or_answer()
    {
        await using var server = await RunningServer.StartAsync(null, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace);
            foreach (var category in Categories)
            {
                builder.Configuration[$"Logging:LogLevel:{category}"] = "Trace";
            }
        });
        using var traces = new CapturedTraces();
        var admin = WavefrontCaller.Administrator(server);
        var id = await admin.NewAccountAsync();
        var token = await admin.NewTokenAsync(id);
        var unknown = "sa_token_" + new string('x', 46);

        var written = new List<string>
        {
            (await admin.PutAsync($"{WavefrontCaller.Tokens}/{id}/{token}", new JsonObject { ["tokenName"] = "x" }).OkAsync())!.ToJsonString(),
            (await admin.GetAsync($"{WavefrontCaller.CustomerTokens}/{token}").OkAsync())!.ToJsonString(),
            await admin.DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{unknown}").ErrorAsync(HttpStatusCode.NotFound),
            await admin.GetAsync($"{WavefrontCaller.Accounts}/{token}").ErrorAsync(HttpStatusCode.NotFound),
            await admin.PostAsync($"{WavefrontCaller.Accounts}/{id}/grant/{token}").ErrorAsync(HttpStatusCode.BadRequest),
            await admin.PostAsync($"{WavefrontCaller.Accounts}/validateAccounts/{token}").ErrorAsync(HttpStatusCode.NotFound),
            await new WavefrontCaller(server).DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{token}").ErrorAsync(HttpStatusCode.Unauthorized),
            (await admin.DeleteAsync($"{WavefrontCaller.Tokens}/{id}/{token}").OkAsync())!.ToJsonString(),
        };
        written.AddRange((await server.LedgerAsync()).Concat(await server.RefusalsAsync()).Select(entry => $"{entry.ActorName} {entry.Details} {entry.CorrelationId}"));

        Assert.Contains(server.Log.Lines, line => line.StartsWith("Trace Microsoft.", StringComparison.Ordinal));
        Assert.Contains(traces.Tags, tag => tag.Contains("Microsoft.AspNetCore.Hosting.HttpRequestIn", StringComparison.Ordinal));
        foreach (var part in new[] { token[^30..], unknown[^30..] })
        {
            Assert.DoesNotContain(written.Concat(server.Log.Lines).Concat(traces.Tags), line => line.Contains(part, StringComparison.Ordinal));
        }
    }

    private Task<JsonObject> WorksAsync(string token) => new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Self).JsonAsync();

    private Task<string> FailsAsync(string token) =>
        WavefrontCaller.With(Server, token).GetAsync(WavefrontCaller.Accounts).ErrorAsync(HttpStatusCode.Unauthorized);
}
