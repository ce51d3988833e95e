using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;
using StoredSecret = ServiceAccounts.Storage.Credentials.ClientSecret;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Which access tokens this server takes for itself: those it issued, for itself, while all is as it was then.</summary>
public sealed class AccessTokenCallerTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_token_for_another_api_is_refused()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject
        {
            ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id, SystemRole.ApiDefault.Id),
        });
        using var response = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));

        await RefusedAsync((await response.MemberAsync("access_token"))!);
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        var (token, _) = await TokenAsync();
        var (other, _) = await TokenAsync();
        var (mine, theirs) = (token.Split('.'), other.Split('.'));

        await RefusedAsync($"{mine[0]}.{theirs[1]}.{mine[2]}");
        await RefusedAsync($"{mine[0]}.{mine[1]}.{theirs[2]}");
        await RefusedAsync($"{mine[0]}.{mine[1]}.");
        await RefusedAsync($"{mine[0]}.{mine[1]}");
        await RefusedAsync($"{Encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}")}.{mine[1]}.");
        await RefusedAsync($"{Encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}")}.{mine[1]}.{mine[2]}");
        await RefusedAsync($"{mine[0]}.{mine[1].ToUpperInvariant()}.{mine[2]}");
        await AcceptedAsync(token);
    }

    [Fact]
    public async Task A_token_signed_with_a_key_of_its_own_is_refused_wherever_it_says_the_key_is()
    {
        var (token, _) = await TokenAsync();
        var payload = JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))!.AsObject(); // We wrote it.
        using var key = ClientKeyPair.Es256();

        foreach (var hint in new[] { "jwk", "jku", "x5u", "x5c", "kid" })
        {
            var header = key.Header();
            header["typ"] = "at+jwt";
            header[hint] = hint switch
            {
                "jwk" => key.ToJwk(),
                "x5c" => new JsonArray("AAAA"),
                "kid" => JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[0]))!["kid"]!.DeepClone(),
                _ => "https://keys.example/jwks.json",
            };
            await RefusedAsync(key.Sign(header, payload));
        }
    }

    [Fact]
    public async Task The_public_key_is_no_shared_secret()
    {
        var (token, _) = await TokenAsync();
        using var jwks = await Server.Http.GetAsync("/.well-known/jwks.json");
        var bytes = Encoding.UTF8.GetBytes((await jwks.JsonAsync())["keys"]![0]!.ToJsonString());
        var input = $"{Encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}")}.{token.Split('.')[1]}";
        var mac = System.Security.Cryptography.HMACSHA256.HashData(bytes, Encoding.ASCII.GetBytes(input));

        await RefusedAsync($"{input}.{Base64UrlEncoder.Encode(mac)}");
    }

    [Fact]
    [Trait("Requirement", "26")]
    [Trait("Requirement", "124")]
    public async Task A_token_works_until_the_moment_it_runs_out()
    {
        var (token, _) = await TokenAsync(new JsonObject { ["access_token_ttl_seconds"] = 60 });

        Server.Time.Advance(TimeSpan.FromSeconds(59));
        await AcceptedAsync(token);
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(token);
    }

    [Fact]
    public async Task A_token_ends_with_the_account()
    {
        var (token, client) = await TokenAsync();
        await fixture.Administrator.DeleteAsync($"{ApiCaller.Accounts}/{client.AccountId}").StatusAsync(HttpStatusCode.NoContent);

        await RefusedAsync(token);
    }

    [Theory]
    [InlineData("application disabled")]
    [InlineData("secret gone")]
    [InlineData("secret expired")]
    public async Task A_token_ends_with_the_credential_it_came_from(string how)
    {
        var (token, client) = await TokenAsync();
        await AcceptedAsync(token);
        var id = Guid.Parse(client.Created["applications"]![0]!["secrets"]![0]!["id"]!.GetValue<string>());
        var now = Server.Time.GetUtcNow();
        await Server.WriteAsync(async db =>
        {
            var secrets = db.Set<StoredSecret>().Where(s => s.Id == id);
            await (how switch
            {
                "application disabled" => db.Set<Application>().Where(a => a.ClientId == client.ClientId)
                    .ExecuteUpdateAsync(set => set.SetProperty(a => a.Enabled, false)),
                "secret gone" => secrets.ExecuteDeleteAsync(),
                _ => secrets.ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, now)),
            });
        });

        // What the operation that does it will say to the caches; there is none yet.
        var row = Assert.Single(await Server.ReadAsync<Application>(a => a.Where(x => x.ClientId == client.ClientId)));
        Server.Services.GetRequiredService<ChangeFeed>().Publish(new Change(0, row.TenantId, row.PrincipalId));

        await RefusedAsync(token);
    }

    [Fact]
    public async Task A_token_with_a_narrowed_scope_is_narrow_here_too()
    {
        var narrow = await ApiCaller.WithAccessTokenAsync(Server, "service_account.read", SystemRole.OrgAdmin.Id);
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var url = $"{ApiCaller.Accounts}/{account["id"]}";

        await narrow.GetAsync(url).StatusAsync(HttpStatusCode.OK);
        await narrow.GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);
        await MissingAsync(narrow.GetAsync(ApiCaller.Roles));
        await MissingAsync(narrow.GetAsync(ApiCaller.Apis));
        await MissingAsync(narrow.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")));
        await MissingAsync(narrow.PatchAsync(url, new JsonObject { ["description"] = "x" }));
        await MissingAsync(narrow.PostAsync(url + "/deactivate"));
        await MissingAsync(narrow.DeleteAsync(url));
    }

    private async Task<(string Token, SecretClient Client)> TokenAsync(JsonObject? more = null)
    {
        var request = more ?? [];
        request["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id);
        var client = await Server.CreateSecretClientAsync(request);
        return (await ApiCaller.AccessTokenAsync(Server, client), client);
    }

    private Task<string> AcceptedAsync(string token) =>
        new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Accounts).StatusAsync(HttpStatusCode.OK);

    private Task<JsonObject> RefusedAsync(string token) =>
        new ApiCaller(Server, "Bearer " + token).GetAsync(ApiCaller.Accounts)
            .ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

    private static Task<JsonObject> MissingAsync(Task<HttpResponseMessage> sending) =>
        sending.ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");

    private static string Encode(string text) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(text));
}
