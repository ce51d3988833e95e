using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>OAuth 2.0 Token Revocation (RFC 7009).</summary>
public sealed class RevocationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_2_A_client_revokes_its_token_and_no_other_ends()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var client = await AdministratorClientAsync();
        var (revoked, kept) = (await ApiCaller.AccessTokenAsync(Server, client), await ApiCaller.AccessTokenAsync(Server, client));

        await RevokeAsync(client.Basic, revoked);

        await asker.AssertInactiveAsync(revoked);
        await asker.AssertActiveAsync(kept);
        await new ApiCaller(Server, "Bearer " + revoked).GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await new ApiCaller(Server, "Bearer " + kept).GetAsync(ApiCaller.Self).JsonAsync();
        var entry = await JournalAsync(client.AccountId, "access_token.revoked");
        Assert.Equal("revocation", entry["actor"]!["surface"]?.GetValue<string>() ?? entry["surface"]!.GetValue<string>());
    }

    [Fact]
    public async Task Section_2_1_Another_clients_token_is_left_alone()
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var token = await OAuthClient.TokenOfAsync(Server, await Server.CreateSecretClientAsync());

        await RevokeAsync((await Server.CreateSecretClientAsync()).Basic, token);

        await asker.AssertActiveAsync(token);
    }

    [Fact]
    public async Task Section_2_1_A_client_revokes_the_api_tokens_of_its_own_account_alone()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id) });
        var made = await fixture.Administrator.PostAsync($"/management/v1/principals/{client.AccountId}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created);
        var own = made["token"]!.GetValue<string>();
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var others = account["tokens"]![0]!["token"]!.GetValue<string>();

        await RevokeAsync(client.Basic, own);
        await RevokeAsync(client.Basic, others);

        await new ApiCaller(Server, "Token " + own).GetAsync(ApiCaller.Self).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await new ApiCaller(Server, "Token " + others).GetAsync(ApiCaller.Self).JsonAsync();
    }

    // RFC 7009 section 2.2: a client cannot do anything about it, and what it wanted is the case.
    [Theory]
    [InlineData("nothing of ours")]
    [InlineData("a.b.c")]
    [InlineData("\u00e9\u4e2d")]
    public async Task Section_2_2_What_is_no_token_is_answered_200(string token) =>
        await RevokeAsync((await Server.CreateSecretClientAsync()).Basic, token);

    [Fact]
    public async Task Section_2_2_A_token_may_be_revoked_twice_and_with_any_hint()
    {
        var client = await Server.CreateSecretClientAsync();
        var token = await OAuthClient.TokenOfAsync(Server, client);

        await RevokeAsync(client.Basic, token, ("token_type_hint", "refresh_token"));
        await RevokeAsync(client.Basic, token, ("token_type_hint", "access_token"));

        Assert.Single((await fixture.Administrator.GetAsync($"/management/v1/journal?principal_id={client.AccountId}&action=access_token.revoked").JsonAsync())["items"]!.AsArray());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("Basic !", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("Bearer x", HttpStatusCode.Unauthorized, "invalid_client")]
    public async Task Section_2_1_Who_does_not_authenticate_revokes_nothing(string? authorization, HttpStatusCode status, string error)
    {
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var token = await OAuthClient.TokenOfAsync(Server, await Server.CreateSecretClientAsync());

        using var response = await new OAuthClient(Server, authorization).PostAsync(OAuthClient.Revoke, ("token", token));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, await response.MemberAsync("error"));
        await asker.AssertActiveAsync(token);
    }

    [Fact]
    public async Task Section_2_1_The_token_is_required_and_the_method_is_POST()
    {
        var client = await Server.CreateSecretClientAsync();
        using var missing = await new OAuthClient(Server, client.Basic).PostAsync(OAuthClient.Revoke);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (missing.StatusCode, await missing.MemberAsync("error")));
        using var get = await Server.Http.GetAsync(OAuthClient.Revoke);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "invalid_request"), (get.StatusCode, await get.MemberAsync("error")));
    }

    // Who has been authenticated, and waits for its turn, must not act after its token has been revoked.
    [Fact]
    public async Task A_change_that_waits_for_its_turn_is_not_done_with_a_token_that_has_been_revoked_meanwhile()
    {
        var client = await AdministratorClientAsync();
        var token = await ApiCaller.AccessTokenAsync(Server, client);
        var http = new DefaultHttpContext { Request = { Headers = { Authorization = "Bearer " + token } } };
        var caller = (await Server.Services.GetRequiredService<CallerAuthenticator>().AuthenticateAsync(http, "management")).Caller;
        Assert.NotNull(caller);
        var accounts = Server.Services.GetRequiredService<ServiceAccountCreation>();
        var request = new CreateServiceAccountRequest { Name = ApiCaller.NewName(), AuthType = "api_key" };

        await RevokeAsync(client.Basic, token);

        var refused = await accounts.CreateAsync(caller, request, CancellationToken.None);
        Assert.Equal(OperationErrorKind.Unauthenticated, refused.Error?.Kind);
    }

    [Fact]
    public async Task A_revoked_token_is_forgotten_when_it_would_have_run_out()
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync();
        var token = await OAuthClient.TokenOfAsync(server, client);
        using var revoked = await new OAuthClient(server, client.Basic).PostAsync(OAuthClient.Revoke, ("token", token));
        var retention = server.Services.GetRequiredService<Retention>();

        await retention.ApplyAsync(CancellationToken.None);
        Assert.Single(await server.ReadAsync<RevokedToken>(all => all));

        server.Time.Advance(TimeSpan.FromSeconds(3601));
        await retention.ApplyAsync(CancellationToken.None);
        Assert.Empty(await server.ReadAsync<RevokedToken>(all => all));
    }

    private Task<SecretClient> AdministratorClientAsync() =>
        Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });

    private async Task RevokeAsync(string authorization, string token, params (string, string)[] more)
    {
        using var response = await new OAuthClient(Server, authorization).PostAsync(OAuthClient.Revoke, [("token", token), .. more]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.CacheControl is { NoStore: true });
    }

    private async Task<JsonNode> JournalAsync(string principalId, string action)
    {
        var entries = await fixture.Administrator.GetAsync($"/management/v1/journal?principal_id={principalId}&action={action}").JsonAsync();
        return Assert.Single(entries["items"]!.AsArray())!;
    }
}
