using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Who is let in by which credential, and what everybody else is told.</summary>
public sealed class CallerTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    [InlineData("Token")]
    [InlineData("token")]
    [InlineData("tOKEN")]
    [Trait("Requirement", "5")]
    [Trait("Requirement", "18")]
    [Trait("Requirement", "63")]
    [Trait("Requirement", "65")]
    [Trait("Requirement", "76")]
    public async Task An_api_token_of_a_user_and_of_a_machine_is_let_in_under_either_scheme(string scheme)
    {
        var machine = await TokenAsync(SystemRole.Member.Id);

        await As($"{scheme} {machine}").GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);
        await As($"{scheme} {Server.AdminToken}").GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("Requirement", "10")]
    [Trait("Requirement", "103")]
    public async Task An_access_token_for_this_server_is_let_in()
    {
        var caller = await ApiCaller.WithAccessTokenAsync(Server, null, SystemRole.OrgAdmin.Id);

        await caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).StatusAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer a.b.c.d.e")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("Bearer sa_token_0000000000000000000000000000000000000000000000")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("Digest username=admin")]
    [InlineData("Negotiate AAAA")]
    [InlineData("{token}")]
    [InlineData("Bearer{token}")]
    [InlineData("Bearer {token}x")]
    [InlineData("Bearer x{token}")]
    [InlineData("Bearer {token}, Bearer {token}")]
    [InlineData("Bearer {token} {token}")]
    [InlineData("ApiKey {token}")]
    [InlineData("Token token={token}")]
    [Trait("Requirement", "64")]
    [Trait("Requirement", "124")]
    public async Task Nothing_and_nonsense_are_401_before_route_and_body_are_looked_at(string? authorization)
    {
        var caller = As(authorization?.Replace("{token}", Server.AdminToken, StringComparison.Ordinal));

        await RefusedAsync(caller.GetAsync(ApiCaller.Accounts));
        await RefusedAsync(caller.GetAsync(ApiCaller.Accounts + "?limit=abc"));
        await RefusedAsync(caller.SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json("{not json")));
        await RefusedAsync(caller.SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json("x", "text/plain")));
        await RefusedAsync(caller.SendAsync(HttpMethod.Put, ApiCaller.Accounts));
        await RefusedAsync(caller.GetAsync("/management/v1/no-such-thing"));
        await RefusedAsync(caller.GetAsync("/management"));
        await RefusedAsync(caller.GetAsync("/MANAGEMENT/v1/service-accounts"));
        await RefusedAsync(caller.GetAsync(ApiCaller.Accounts + "?tenant=01990000-0000-7000-8000-00000000ffff"));
    }

    [Fact]
    public async Task Basic_with_a_token_in_it_is_no_way_in()
    {
        await RefusedAsync(As(SecretClient.BasicOf("admin", Server.AdminToken)).GetAsync(ApiCaller.Accounts));
        var client = await Server.CreateSecretClientAsync();
        await RefusedAsync(As(client.Basic).GetAsync(ApiCaller.Accounts));
        await RefusedAsync(As("Bearer " + client.Secret).GetAsync(ApiCaller.Accounts));
    }

    [Fact]
    public async Task Who_is_known_learns_which_routes_and_methods_there_are()
    {
        var admin = fixture.Administrator;

        await admin.GetAsync("/management/v1/no-such-thing").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await admin.GetAsync("/management").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await admin.GetAsync(ApiCaller.Accounts + "/no-uuid").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await admin.SendAsync(HttpMethod.Put, ApiCaller.Accounts).ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        using var refused = await admin.DeleteAsync(ApiCaller.Roles);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        Assert.Equal(["GET", "POST"], refused.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("disabled")]
    [InlineData("expired")]
    [Trait("Requirement", "89")]
    public async Task An_api_token_that_has_ended_is_refused(string how)
    {
        var text = await TokenAsync(SystemRole.Member.Id);
        await As("Bearer " + text).GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);

        var hint = CredentialFormat.HintOf(text);
        var now = Server.Time.GetUtcNow();
        await Server.WriteAsync(async db =>
        {
            var tokens = db.Set<ApiToken>().Where(t => t.Hint == hint);
            await (how switch
            {
                "revoked" => tokens.ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now)),
                "disabled" => tokens.ExecuteUpdateAsync(set => set.SetProperty(t => t.Enabled, false)),
                _ => tokens.ExecuteUpdateAsync(set => set.SetProperty(t => t.ExpiresAt, now)),
            });
        });

        await RefusedAsync(As("Bearer " + text).GetAsync(ApiCaller.Accounts));
    }

    [Fact]
    public async Task An_api_token_works_until_the_moment_it_runs_out()
    {
        var text = await TokenAsync(SystemRole.Member.Id);
        var hint = CredentialFormat.HintOf(text);
        var end = Server.Time.GetUtcNow().AddSeconds(30);
        await Server.WriteAsync(db => db.Set<ApiToken>().Where(t => t.Hint == hint)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.ExpiresAt, end)));

        Server.Time.Advance(TimeSpan.FromSeconds(29));
        await As("Bearer " + text).GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(As("Bearer " + text).GetAsync(ApiCaller.Accounts));
    }

    private ApiCaller As(string? authorization) => new(Server, authorization);

    private async Task<string> TokenAsync(params Guid[] roles)
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", roles));
        return account["tokens"]![0]!["token"]!.GetValue<string>();
    }

    private static async Task<JsonObject> RefusedAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        Assert.StartsWith("Bearer realm=\"ServiceAccounts\", ", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        return await Task.FromResult(response).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
