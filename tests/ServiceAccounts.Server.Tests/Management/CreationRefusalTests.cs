using System.Net;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A request for a service account that is not valid is refused field by field, and nothing is made.</summary>
public sealed class CreationRefusalTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Unknown = "01990000-0000-7000-8000-00000000ffff";

    [Theory]
    [InlineData("name", null)]
    [InlineData("name", "\"\"")]
    [InlineData("name", "\"  \"")]
    [InlineData("name", "\"a\\u0000b\"")]
    [InlineData("name", "\"a\\nb\"")]
    [InlineData("name", "\"a\\u0085b\"")]
    [InlineData("name", "\"\\ud800\"")]
    [InlineData("name", "5")]
    [InlineData("name", "[\"a\"]")]
    [InlineData("auth_type", null)]
    [InlineData("auth_type", "\"password\"")]
    [InlineData("auth_type", "\"API_KEY\"")]
    [InlineData("auth_type", "\"\"")]
    [InlineData("auth_type", "1")]
    [InlineData("description", "\"a\\u0000b\"")]
    [InlineData("description", "{}")]
    [InlineData("access_token_ttl_seconds", "59")]
    [InlineData("access_token_ttl_seconds", "86401")]
    [InlineData("access_token_ttl_seconds", "-1")]
    [InlineData("access_token_ttl_seconds", "0")]
    [InlineData("access_token_ttl_seconds", "\"3600\"")]
    [InlineData("access_token_ttl_seconds", "3600.5")]
    [InlineData("access_token_ttl_seconds", "99999999999")]
    [InlineData("expires_at", "\"2020-01-01T00:00:00Z\"")]
    [InlineData("expires_at", "\"tomorrow\"")]
    [InlineData("expires_at", "1900000000")]
    [InlineData("organization_id", $"\"{Unknown}\"")]
    [InlineData("organization_id", "\"first\"")]
    [InlineData("role_ids", $"[\"{Unknown}\"]")]
    [InlineData("role_ids", "\"01990000-0000-7000-8000-000000000005\"")]
    [InlineData("jwks_url", "\"https://keys.example/\"")]
    [InlineData("jwks", "{\"keys\":[]}")]
    [InlineData("nickname", "\"x\"")]
    [InlineData("Name", "\"x\"")]
    [InlineData("client_id", "\"sa_client_000000000000\"")]
    [InlineData("handle", "\"Mine\"")]
    [Trait("Requirement", "17")]
    [Trait("Requirement", "25")]
    public async Task A_wrong_member_is_refused_by_name(string member, string? json)
    {
        var request = ApiCaller.NewAccount("oauth_client_secret");
        request.Remove(member);
        if (json is not null)
        {
            request[member] = JsonNode.Parse(Escaped(json));
        }

        var problem = await RefusedAsync(request.ToJsonString(), member);

        Assert.DoesNotContain("System.", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, 500, true)]
    [InlineData(256, 500, false)]
    [InlineData(255, 501, false)]
    public async Task Name_and_description_have_a_longest_length(int name, int description, bool valid)
    {
        var request = ApiCaller.NewAccount("api_key");
        request["name"] = ApiCaller.NewName().PadRight(name, 'n');
        request["description"] = new string('d', description);

        using var response = await fixture.Administrator.PostAsync(ApiCaller.Accounts, request);

        Assert.Equal(valid ? HttpStatusCode.Created : HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(86_400)]
    [Trait("Requirement", "26")]
    public async Task The_lifetime_of_tokens_may_be_as_short_and_as_long_as_the_server_allows(int seconds)
    {
        var request = ApiCaller.NewAccount("oauth_client_secret");
        request["access_token_ttl_seconds"] = seconds;

        var account = await fixture.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);

        Assert.Equal(seconds, account["applications"]![0]!["access_token_ttl_seconds"]!.GetValue<int>());
    }

    [Fact]
    [Trait("Requirement", "28")]
    public async Task A_lifetime_of_tokens_does_not_go_with_an_api_key()
    {
        var request = ApiCaller.NewAccount("api_key");
        request["access_token_ttl_seconds"] = 3600;

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "access_token_ttl_seconds");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var request = new JsonObject
        {
            ["name"] = " ",
            ["auth_type"] = "oauth_private_key_jwt",
            ["description"] = new string('d', 501),
            ["role_ids"] = new JsonArray(Unknown),
            ["organization_id"] = Unknown,
            ["access_token_ttl_seconds"] = 1,
            ["expires_at"] = "2020-01-01T00:00:00Z",
        };

        await fixture.Administrator.PostAsync(ApiCaller.Accounts, request).ProblemAsync(
            HttpStatusCode.BadRequest, "invalid",
            "name", "description", "role_ids", "organization_id", "access_token_ttl_seconds", "expires_at", "jwks_url");
    }

    private async Task<JsonObject> RefusedAsync(string body, string member)
    {
        var before = (await fixture.Server.LedgerAsync()).Count;
        var problem = await fixture.Administrator
            .SendAsync(HttpMethod.Post, ApiCaller.Accounts, ApiCaller.Json(Unescaped(body)))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", member);
        Assert.Equal(before, (await fixture.Server.LedgerAsync()).Count);
        return problem;
    }

    // What our own JSON writer would not write, such as half of a surrogate pair, goes through it in disguise.
    private static string Escaped(string json) => json.Replace("\\u", "~u", StringComparison.Ordinal);

    private static string Unescaped(string json) => json.Replace("~u", "\\u", StringComparison.Ordinal);
}
