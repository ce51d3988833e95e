using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary><c>Idempotency-Key</c>: who lost the answer repeats the request, and it is done once.</summary>
public sealed class IdempotencyTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "62")]
    [Trait("Requirement", "68")]
    [Trait("Requirement", "123")]
    public async Task A_repetition_is_told_where_the_first_one_s_work_is_and_never_the_secret()
    {
        var (key, request) = (NewKey(), ApiCaller.NewAccount("oauth_client_secret"));
        var made = await PostAsync(ApiCaller.Accounts, key, request).JsonAsync(HttpStatusCode.Created);

        using var again = await PostAsync(ApiCaller.Accounts, key, request);

        Assert.Equal($"{Server.Issuer}{ApiCaller.Accounts}/{made["id"]}", again.Headers.Location!.OriginalString);
        var problem = await Task.FromResult(again).ProblemAsync(HttpStatusCode.Conflict, "already_done");
        Assert.Equal(["type", "title", "status", "detail", "code", "location"], problem.Select(member => member.Key).Where(name => name != "trace_id"));
        Assert.DoesNotContain("sa_secret_", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, await CreatedAsync(request));
    }

    [Fact]
    public async Task Every_post_that_makes_a_credential_can_be_repeated()
    {
        var client = await Server.CreateSecretClientAsync();
        var secrets = $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets";
        var tokens = $"/management/v1/principals/{client.AccountId}/tokens";

        foreach (var (path, location) in new[]
            { (secrets, secrets), (secrets + "/replace", secrets), (tokens, tokens), (tokens + "/regenerate", tokens) })
        {
            var key = NewKey();
            await PostAsync(path, key, []).StatusAsync(HttpStatusCode.Created);
            using var again = await PostAsync(path, key, []);
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
            Assert.Equal(Server.Issuer + location, again.Headers.Location!.OriginalString);
            await fixture.Administrator.GetAsync(again.Headers.Location.PathAndQuery).StatusAsync(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_batch_an_application_and_a_user_can_be_repeated()
    {
        var client = await Server.CreateSecretClientAsync();
        var applications = $"{ApiCaller.Accounts}/{client.AccountId}/applications";
        var batch = new JsonObject { ["accounts"] = new JsonArray(ApiCaller.NewAccount("api_key"), ApiCaller.NewAccount("oauth_client_secret")) };

        await OnceAsync(ApiCaller.Accounts + "/batch", batch, _ => ApiCaller.Accounts);
        await OnceAsync(applications, new JsonObject { ["authentication_method"] = "client_secret" }, _ => applications);
        await OnceAsync(ApiCaller.Users, NewUser.Request(), made => $"{ApiCaller.Users}/{made.IdOf()}");

        // Without the key it would have been made a second time.
        Assert.Equal(2, (await fixture.Administrator.GetAsync(applications).JsonAsync())["items"]!.AsArray().Count);

        async Task OnceAsync(string path, JsonObject request, Func<JsonObject, string> location)
        {
            var key = NewKey();
            var made = await PostAsync(path, key, request).JsonAsync(HttpStatusCode.Created);
            using var again = await PostAsync(path, key, request);
            Assert.Equal(Server.Issuer + location(made), again.Headers.Location!.OriginalString);
            var problem = await Task.FromResult(again).ProblemAsync(HttpStatusCode.Conflict, "already_done");
            Assert.DoesNotContain("sa_secret_", problem.ToJsonString(), StringComparison.Ordinal);
            await fixture.Administrator.GetAsync(again.Headers.Location.PathAndQuery).StatusAsync(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task What_is_wrong_only_now_does_not_hide_that_it_was_done()
    {
        await using var server = await RunningServer.StartAsync();
        var request = ApiCaller.NewAccount("api_key");
        request["expires_at"] = server.Time.GetUtcNow().AddHours(1).ToString("O");
        await SendAsync("mine", request).StatusAsync(HttpStatusCode.Created);
        server.Time.Advance(TimeSpan.FromHours(2));

        await SendAsync("mine", request).ProblemAsync(HttpStatusCode.Conflict, "already_done");

        // Another request that is wrong is told of the key first; and under a key of its own, of what is wrong.
        request["name"] = ApiCaller.NewName();
        await SendAsync("mine", request).ProblemAsync(HttpStatusCode.UnprocessableEntity, "key_reused");
        await SendAsync("other", request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "expires_at");

        async Task<HttpResponseMessage> SendAsync(string key, JsonObject body)
        {
            using var message = RequestOf(ApiCaller.Accounts, key, body, server.AdminToken);
            return await server.Http.SendAsync(message);
        }
    }

    [Fact]
    public async Task Every_post_that_makes_a_thing_can_be_repeated()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var applications = $"{ApiCaller.Accounts}/{account["id"]}/applications";
        foreach (var (path, body) in new[]
        {
            (applications, new JsonObject { ["authentication_method"] = "client_secret" }),
            (ApiCaller.Accounts + "/batch", new JsonObject { ["accounts"] = new JsonArray(ApiCaller.NewAccount("oauth_client_secret")) }),
            (ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")),
            (ApiCaller.Groups, new JsonObject { ["name"] = ApiCaller.NewName() }),
            (ApiCaller.Organizations, new JsonObject { ["name"] = ApiCaller.NewName(), ["kind"] = "group" }),
            (ApiCaller.Users, NewUser.Request()),
        })
        {
            var key = NewKey();
            using var made = await PostAsync(path, key, body);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            using var again = await PostAsync(path, key, body);
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
            await fixture.Administrator.GetAsync(again.Headers.Location!.PathAndQuery).StatusAsync(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task The_location_is_in_the_tenant_of_the_request()
    {
        var other = await SecondTenant.AddAsync(Server);
        var (key, request) = (NewKey(), ApiCaller.NewAccount("api_key"));
        var path = $"{ApiCaller.Accounts}?tenant={other.Id}";
        var made = await PostAsync(path, key, request).JsonAsync(HttpStatusCode.Created);

        using var again = await PostAsync(path, key, request);

        Assert.EndsWith($"/{made["id"]}?tenant={other.Id}", again.Headers.Location!.OriginalString, StringComparison.Ordinal);

        // The same body elsewhere is another request.
        await PostAsync(ApiCaller.Accounts, key, request).ProblemAsync(HttpStatusCode.UnprocessableEntity, "key_reused");
    }

    [Fact]
    public async Task Another_request_under_the_key_is_refused_and_another_callers_key_is_another_key()
    {
        var (key, request) = (NewKey(), ApiCaller.NewAccount("api_key"));
        await PostAsync(ApiCaller.Accounts, key, request).StatusAsync(HttpStatusCode.Created);

        await PostAsync(ApiCaller.Accounts, key, ApiCaller.NewAccount("api_key"))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "key_reused");
        var peer = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.OrgAdmin.Id));
        await PostAsync(ApiCaller.Accounts, key, ApiCaller.NewAccount("api_key"), peer["tokens"]![0]!["token"]!.GetValue<string>())
            .StatusAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_refused_request_does_not_burn_its_key()
    {
        var (key, request) = (NewKey(), ApiCaller.NewAccount("api_key"));
        await PostAsync(ApiCaller.Accounts, key, new JsonObject { ["name"] = "x", ["auth_type"] = "none" })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "auth_type");

        await PostAsync(ApiCaller.Accounts, key, request).StatusAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_key_that_is_none_is_refused(string key) =>
        await PostAsync(ApiCaller.Accounts, key, ApiCaller.NewAccount("api_key"))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "Idempotency-Key");

    [Fact]
    public async Task The_longest_key_is_taken_and_two_are_not()
    {
        await PostAsync(ApiCaller.Accounts, new string('~', 64), ApiCaller.NewAccount("api_key")).StatusAsync(HttpStatusCode.Created);

        using var request = RequestOf(ApiCaller.Accounts, NewKey(), ApiCaller.NewAccount("api_key"), Server.AdminToken);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", NewKey());
        await Server.Http.SendAsync(request).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "Idempotency-Key");
    }

    [Fact]
    public async Task Of_many_at_once_one_is_done_and_the_others_learn_that_it_is()
    {
        var (key, request) = (NewKey(), ApiCaller.NewAccount("oauth_client_secret"));
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = Server.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (_, _) =>
            {
                begun.SetResult();
                await held.Task;
                return true;
            },
            CancellationToken.None);
        await begun.Task;

        // While the one writer is held back, whichever comes first waits for it and the others are told.
        var sending = Enumerable.Range(0, 8).Select(_ => PostAsync(ApiCaller.Accounts, key, request)).ToList();
        await Eventually.IsTrueAsync(() => sending.Count(answer => answer.IsCompleted) == 7);
        foreach (var answer in sending.Where(answer => answer.IsCompleted))
        {
            await answer.ProblemAsync(HttpStatusCode.Conflict, "in_progress");
        }

        var first = sending.Single(answer => !answer.IsCompleted);
        held.SetResult();
        await writing;
        await first.StatusAsync(HttpStatusCode.Created);
        await PostAsync(ApiCaller.Accounts, key, request).ProblemAsync(HttpStatusCode.Conflict, "already_done");
        Assert.Equal(1, await CreatedAsync(request));
    }

    [Fact]
    public async Task A_key_is_remembered_over_a_restart_and_for_a_day()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-keys-").FullName;
        try
        {
            var (key, request) = (NewKey(), ApiCaller.NewAccount("api_key"));
            string adminToken;
            await using (var server = await RunningServer.StartAsync(directory, configure: null))
            {
                adminToken = server.AdminToken;
                await SendAsync(server).StatusAsync(HttpStatusCode.Created);
            }

            await using var again = await RunningServer.StartAsync(directory, configure: null);
            await SendAsync(again).ProblemAsync(HttpStatusCode.Conflict, "already_done");

            again.Time.Advance(TimeSpan.FromHours(25));
            await SendAsync(again).ProblemAsync(HttpStatusCode.Conflict, "name_taken");
            await again.Services.GetRequiredService<Retention>().ApplyAsync(CancellationToken.None);
            Assert.Empty(await again.ReadAsync<IdempotencyKey>(keys => keys));

            async Task<HttpResponseMessage> SendAsync(RunningServer server)
            {
                using var message = RequestOf(ApiCaller.Accounts, key, request, adminToken);
                return await server.Http.SendAsync(message);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task The_document_names_the_header_where_it_counts()
    {
        using var response = await Server.Http.GetAsync("/openapi/management.json");
        var paths = (await response.JsonAsync())["paths"]!;

        var create = paths[ApiCaller.Accounts]!["post"]!;
        var header = Assert.Single(create["parameters"]!.AsArray(), parameter => parameter!["in"]!.GetValue<string>() == "header")!;
        Assert.Equal("Idempotency-Key", header["name"]!.GetValue<string>());
        Assert.NotNull(create["responses"]!["409"]);
        Assert.NotNull(create["responses"]!["422"]);
        Assert.Null(paths[ApiCaller.Roles]!["get"]!["responses"]!["422"]);
    }

    private static string NewKey() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();

    private static HttpRequestMessage RequestOf(string path, string key, JsonObject body, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = ApiCaller.Json(body.ToJsonString()) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string key, JsonObject body, string? token = null)
    {
        using var request = RequestOf(path, key, body, token ?? Server.AdminToken);
        return await Server.Http.SendAsync(request);
    }

    private async Task<int> CreatedAsync(JsonObject request) => (await Server.LedgerAsync()).Count(
        entry => entry.Action == "service_account.created"
            && entry.Details.Contains(request["name"]!.GetValue<string>(), StringComparison.Ordinal));
}
