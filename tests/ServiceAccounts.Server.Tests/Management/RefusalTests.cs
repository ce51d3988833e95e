using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What was refused is in the journal, with the rule and what would make it pass; what was merely asked wrongly is not.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task A_caller_that_may_not_is_journalled_with_what_it_lacks()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var nobody = await ApiCaller.WithApiTokenAsync(Server);

        await nobody.DeleteAsync($"{ApiCaller.Accounts}/{account["id"]}").StatusAsync(HttpStatusCode.Forbidden);

        var entry = Assert.Single(await Server.RefusalsAsync());
        Assert.Equal(("operation.refused", "management", Server.TenantId), (entry.Action, entry.Surface, entry.TenantId));
        Assert.Equal(account["id"]!.GetValue<string>(), entry.SubjectId.ToString());
        Assert.Equal(
            (account["id"]!.GetValue<string>(), account["organization_id"]!.GetValue<string>()),
            (entry.PrincipalId.ToString(), entry.OrganizationId.ToString()));
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var seen = await local.GetAsync($"/management/v1/journal?principal_id={account["id"]}&outcome=refused").JsonAsync();
        Assert.Equal("operation.refused", Assert.Single(seen["items"]!.AsArray())!["action"]!.GetValue<string>());
        Assert.NotNull(entry.ActorId);
        Assert.Contains("service_account.delete", entry.Reason, StringComparison.Ordinal);
        Assert.Equal(
            """{"operation":"DeleteServiceAccount","code":"permission_missing"}""", entry.Details);
    }

    [Fact]
    public async Task Who_would_give_more_than_it_holds_is_journalled()
    {
        var local = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        await local.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id)).StatusAsync(HttpStatusCode.Forbidden);

        Assert.Contains(await Server.RefusalsAsync(), entry => entry.Details.Contains("above_own_privileges", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("deactivate", "The owner of the API token is inactive")]
    [InlineData("expire", "The owner of the API token has expired")]
    [InlineData("revoke", "The API token has been revoked")]
    [InlineData("mix up", "is not the id of the API token")]
    public async Task Why_an_api_token_is_refused_is_in_the_journal_of_its_owner(string how, string reason)
    {
        var administrator = ApiCaller.Administrator(Server);
        var request = ApiCaller.NewAccount("api_key", SystemRole.Member.Id);
        request["expires_at"] = Server.Time.GetUtcNow().AddHours(1).ToString("O");
        var account = await Server.CreateAccountAsync(request);
        var (id, token) = (account["id"]!.GetValue<string>(), account["tokens"]![0]!);
        var text = token["token"]!.GetValue<string>();
        await (how switch
        {
            "deactivate" => administrator.PostAsync($"{ApiCaller.Accounts}/{id}/deactivate").StatusAsync(HttpStatusCode.OK),
            "revoke" => administrator.DeleteAsync($"/management/v1/principals/{id}/tokens/{token["id"]}").StatusAsync(HttpStatusCode.NoContent),
            _ => Task.FromResult(string.Empty),
        });
        Server.Time.Advance(how == "expire" ? TimeSpan.FromHours(2) : TimeSpan.Zero);
        var sent = how == "mix up" ? SecretClient.BasicOf(id, text) : "Bearer " + text;

        var answer = await new ApiCaller(Server, sent).GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        Assert.DoesNotContain(reason, answer.ToJsonString(), StringComparison.Ordinal);
        var journal = await administrator.GetAsync($"/management/v1/journal?principal_id={id}&outcome=refused").JsonAsync();
        var entry = Assert.Single(journal["items"]!.AsArray())!;
        Assert.Equal(("caller.refused", "api_token", token["id"]!.GetValue<string>()), (
            entry["action"]!.GetValue<string>(), entry["subject"]!["kind"]!.GetValue<string>(), entry["subject"]!["id"]!.GetValue<string>()));
        Assert.Equal(account["organization_id"]!.GetValue<string>(), entry["organization_id"]!.GetValue<string>());
        Assert.Contains(reason, entry["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_narrowed_is_not_told_to_have_a_role_bound()
    {
        var administrator = ApiCaller.Administrator(Server);
        var self = await administrator.GetAsync(ApiCaller.Self).JsonAsync();
        var token = await administrator.PostAsync(
            $"/management/v1/principals/{self["id"]}/tokens", new JsonObject { ["scopes"] = new JsonArray("service_account.read") })
            .JsonAsync(HttpStatusCode.Created);
        var narrowed = new ApiCaller(Server, $"Bearer {token["token"]}");
        var nobody = await ApiCaller.WithApiTokenAsync(Server);

        var answers = new List<JsonObject>();
        foreach (var caller in new[] { narrowed, nobody })
        {
            answers.Add(await caller.GetAsync(ApiCaller.Users).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing"));
        }

        Assert.All(answers, answer => Assert.Equal("user.read", answer["permission"]!.GetValue<string>()));
        Assert.Equal(
            "The credential is narrowed to other permissions than user.read: send one that has it.", answers[0]["detail"]!.GetValue<string>());
        Assert.Contains("bind a role", answers[1]["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            answers.Select(answer => answer["detail"]!.GetValue<string>()), (await Server.RefusalsAsync()).Select(entry => entry.Reason));
    }

    [Fact]
    public async Task What_was_done_to_a_client_is_found_by_its_id()
    {
        var client = await Server.CreateSecretClientAsync();
        var administrator = ApiCaller.Administrator(Server);
        await administrator.PostAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets/replace", new JsonObject()).StatusAsync(HttpStatusCode.Created);

        var journal = await administrator.GetAsync($"/management/v1/journal?client_id={client.ClientId}&order=asc").JsonAsync();

        Assert.Equal(
            ["service_account.created", "client_secret.replaced"],
            journal["items"]!.AsArray().Select(entry => entry!["action"]!.GetValue<string>()));
    }

    [Fact]
    public async Task To_end_the_last_super_administrator_is_journalled()
    {
        var administrator = ApiCaller.Administrator(Server);
        var id = (await administrator.GetAsync(ApiCaller.Self).JsonAsync())["id"]!.GetValue<string>();
        await administrator.PostAsync($"{ApiCaller.Users}/{id}/deactivate").ProblemAsync(HttpStatusCode.Conflict, "last_administrator");

        var entry = Assert.Single(await Server.RefusalsAsync());
        Assert.Equal(("operation.refused", id), (entry.Action, entry.SubjectId.ToString()));
        Assert.Equal("""{"operation":"DeactivateUser","code":"last_administrator"}""", entry.Details);
        Assert.Contains("last super administrator", entry.Reason, StringComparison.Ordinal);
        var found = await administrator.GetAsync($"/management/v1/journal?outcome=refused&subject_id={id}").JsonAsync();
        Assert.Equal(entry.Reason, Assert.Single(found["items"]!.AsArray())!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_is_not_known_is_journalled_without_what_it_sent()
    {
        await new ApiCaller(Server, null).GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.Unauthorized);
        await new ApiCaller(Server, "Bearer made up").GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.Unauthorized);

        var entries = await Server.RefusalsAsync();

        Assert.Equal(["caller.refused", "caller.refused"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal((null, null, "unknown"), (entry.TenantId, entry.ActorId, entry.ActorName)));
        Assert.Equal(2, entries.Select(entry => entry.Reason).Distinct().Count());
        Assert.All(entries, entry => Assert.DoesNotContain("made up", entry.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, "has no credential")]
    [InlineData("Authorization", "Bearer made up", "is good here")]
    [InlineData("Authorization", "Digest made up", "is good here")]
    [InlineData("X-AUTH-TOKEN", "made up", "is good here")]
    [InlineData("X-API-Key", "made up", "is good here")]
    public async Task Who_sends_nothing_is_told_from_who_sends_what_is_not_known(string? header, string? value, string reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiCaller.Accounts);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        await Server.Http.SendAsync(request).StatusAsync(HttpStatusCode.Unauthorized);

        Assert.Contains(reason, Assert.Single(await Server.RefusalsAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_asked_wrongly_is_no_refusal()
    {
        var admin = ApiCaller.Administrator(Server);
        await admin.PostAsync(ApiCaller.Accounts, new JsonObject()).StatusAsync(HttpStatusCode.BadRequest);
        await admin.GetAsync($"{ApiCaller.Accounts}/01990000-0000-7000-8000-00000000ffff").StatusAsync(HttpStatusCode.NotFound);
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        await admin.DeleteAsync($"{ApiCaller.Accounts}/{account["id"]}", "\"9\"").StatusAsync(HttpStatusCode.PreconditionFailed);

        Assert.Empty(await Server.RefusalsAsync());
    }

    [Fact]
    public async Task Repeats_are_counted_and_no_cache_hears_of_them()
    {
        var feed = Server.Services.GetRequiredService<ChangeFeed>();
        var before = feed.Position;
        for (var i = 0; i < 5; i++)
        {
            await new ApiCaller(Server, null).GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.Unauthorized);
        }

        Assert.Equal(1, Assert.Single(await Server.RefusalsAsync()).Count);
        Server.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([1, 4], (await Server.RefusalsAsync()).Select(entry => entry.Count));
        Assert.Equal(before, feed.Position);
    }

    [Fact]
    public async Task What_a_stranger_calls_itself_is_kept_only_if_it_could_be_a_client_id()
    {
        string[] names = ["sa_secret_by_mistake", "sa_client_0123456789ab", "nobody\n"];
        foreach (var name in names)
        {
            using var response = await Server.RequestTokenAsync(("grant_type", "client_credentials"), ("client_id", name), ("client_secret", name));
        }

        var entry = Assert.Single(await Server.RefusalsAsync());
        Assert.Null(entry.TenantId);
        Assert.DoesNotContain("mistake", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_scope_and_a_malformed_one_name_the_client()
    {
        var client = await Server.CreateSecretClientAsync();
        using var none = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"), ("scope", "nothing"));
        using var malformed = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"), ("scope", "\"x\""));
        using var target = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"), ("resource", "https://elsewhere"));

        var entries = await Server.RefusalsAsync();

        Assert.Equal(3, entries.Count);
        Assert.All(entries, entry => Assert.Equal((client.ClientId, Server.TenantId), (entry.ClientId, entry.TenantId)));
        Assert.All(entries, entry => Assert.Matches("bind|send|ask", entry.Reason!));
    }
}
