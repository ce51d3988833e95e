using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What was found in the open is taken out of use by whoever reports it.</summary>
public sealed class LeakTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Leaks = "/management/v1/leaks";

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task What_is_found_in_a_text_is_revoked_at_once_and_told_of()
    {
        var client = await Server.CreateSecretClientAsync();
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var token = account["tokens"]![0]!["token"]!.GetValue<string>();
        var reporter = await ApiCaller.WithApiTokenAsync(Server);

        // The reporter holds nothing at all: to have found it is right enough.
        var answer = await reporter.PostAsync(Leaks, Report($"export SECRET=\"{client.Secret}\"; curl -H 'Authorization: Bearer {token}'", "nothing"))
            .JsonAsync();

        Expect.Shape(answer, "received number", "revoked number", "details array");
        Assert.Equal((2, 2), (answer["received"]!.GetValue<int>(), answer["revoked"]!.GetValue<int>()));
        var details = answer["details"]!.AsArray();
        Expect.Shape(details[0], "kind string", "credential_id uuid", "hint string", "principal_id uuid", "client_id string");
        Expect.Shape(details[1], "kind string", "credential_id uuid", "hint string", "principal_id uuid");
        Assert.Equal(client.ClientId, details[0]!["client_id"]!.GetValue<string>());
        Assert.Equal(account["id"]!.GetValue<string>(), details[1]!["principal_id"]!.GetValue<string>());
        await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.Unauthorized);
        await new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.Unauthorized);

        var entries = (await Server.LedgerAsync())[^2..];
        Assert.Equal(["client_secret.leaked", "api_token.leaked"], entries.Select(entry => entry.Action));
        Assert.Equal([client.AccountId, account["id"]!.GetValue<string>()], entries.Select(entry => entry.PrincipalId!.ToString()));
        using var read = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{client.AccountId}");
        Assert.Equal("\"2\"", read.Headers.ETag!.ToString());

        // None is left, and so there is room for one.
        await fixture.Administrator.PostAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}/secrets", new JsonObject()).JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_access_tokens_of_a_leaked_secret_end_with_it()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();

        await fixture.Administrator.PostAsync(Leaks, Report(client.Secret)).JsonAsync();

        await caller.GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_credential_of_another_tenant_is_revoked_there_and_counted_here()
    {
        var other = await SecondTenant.AddAsync(Server);
        var theirs = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret"))
            .JsonAsync(HttpStatusCode.Created);
        var secret = theirs["applications"]![0]!["secrets"]![0]!["client_secret"]!.GetValue<string>();

        var answer = await fixture.Administrator.PostAsync(Leaks, Report(secret)).JsonAsync();

        Assert.Equal(1, answer["revoked"]!.GetValue<int>());
        Assert.Empty(answer["details"]!.AsArray());
        var entry = (await Server.LedgerAsync())[^1];
        Assert.Equal(("client_secret.leaked", (Guid?)other.Id), (entry.Action, entry.TenantId));
        Assert.DoesNotContain(Server.TenantId.ToString(), entry.Details, StringComparison.OrdinalIgnoreCase);
        var shown = await other.Administrator.GetAsync($"{ApiCaller.Accounts}/{theirs["id"]}").JsonAsync();
        Assert.Empty(shown["applications"]![0]!["secrets"]!.AsArray());
    }

    [Fact]
    public async Task The_unknown_the_misspelt_and_the_revoked_are_answered_alike()
    {
        var client = await Server.CreateSecretClientAsync();
        await fixture.Administrator.PostAsync(Leaks, Report(client.Secret)).JsonAsync();
        var before = (await Server.LedgerAsync()).Count;
        var unknown = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);

        string[] texts = [client.Secret, unknown, unknown[..^1] + (unknown[^1] == 'a' ? 'b' : 'a'), unknown[..^3], "password", ""];
        var answers = new List<string>();
        foreach (var text in texts)
        {
            answers.Add(await fixture.Administrator.PostAsync(Leaks, Report(text)).StatusAsync(HttpStatusCode.OK));
        }

        Assert.All(answers, answer => Assert.Equal("{\"received\":1,\"revoked\":0,\"details\":[]}", answer));
        Assert.Equal(before, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    public async Task One_reported_twice_at_once_is_revoked_once()
    {
        var client = await Server.CreateSecretClientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            fixture.Administrator.PostAsync(Leaks, Report(client.Secret, client.Secret + client.Secret)).JsonAsync()));

        Assert.Equal(1, answers.Sum(answer => answer["revoked"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Who_reports_the_token_it_calls_with_gets_its_answer_and_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        var caller = ApiCaller.Administrator(server);

        // It is the last super administrator's only token: a token that others have is no administrator's.
        var answer = await caller.PostAsync(Leaks, Report(server.AdminToken)).JsonAsync();

        Assert.Equal(1, answer["revoked"]!.GetValue<int>());
        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"secrets\":null}")]
    [InlineData("{\"secrets\":[]}")]
    [InlineData("{\"secrets\":[null]}")]
    public async Task A_report_of_nothing_is_refused(string body) =>
        await fixture.Administrator.SendAsync(HttpMethod.Post, Leaks, ApiCaller.Json(body))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "secrets");

    [Fact]
    public async Task A_report_has_its_bounds()
    {
        var one = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);
        var many = Enumerable.Range(0, 16)
            .Select(_ => string.Concat(Enumerable.Range(0, 70).Select(_ => CredentialFormat.Create(CredentialFormat.ClientSecretPrefix)))).ToArray();

        await RefusedAsync([.. Enumerable.Repeat(one, 101)]);
        await RefusedAsync(new string('x', 4097));
        await RefusedAsync(many);
        await fixture.Administrator.PostAsync(Leaks, Report([.. Enumerable.Repeat(one, 100)])).JsonAsync();
        await fixture.Administrator.PostAsync(Leaks, Report(many[..14])).JsonAsync();
        await new ApiCaller(Server, null).PostAsync(Leaks, Report(one)).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task What_is_reported_is_written_nowhere()
    {
        var client = await Server.CreateSecretClientAsync();

        var answer = await fixture.Administrator.PostAsync(Leaks, Report(client.Secret)).StatusAsync(HttpStatusCode.OK);
        var refused = await fixture.Administrator.PostAsync(Leaks, Report(client.Secret + new string('x', 4096))).StatusAsync(HttpStatusCode.BadRequest);
        var garbled = await fixture.Administrator.PostAsync(Leaks, new JsonObject { ["secrets"] = client.Secret }).StatusAsync(HttpStatusCode.BadRequest);

        var written = (await Server.LedgerAsync()).Select(entry => entry.Details).Concat(Server.Log.Lines).Concat([answer, refused, garbled]);
        Assert.DoesNotContain(written, line => line.Contains(client.Secret[..^10], StringComparison.Ordinal));
    }

    private static JsonObject Report(params string[] texts) => new() { ["secrets"] = new JsonArray([.. texts.Select(t => JsonValue.Create(t))]) };

    private Task<JsonObject> RefusedAsync(params string[] texts) =>
        fixture.Administrator.PostAsync(Leaks, Report(texts)).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "secrets");
}
