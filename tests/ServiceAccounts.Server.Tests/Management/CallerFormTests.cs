using System.Net;
using System.Text;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>The forms in which tools send an API token: all are taken, one at a time.</summary>
public sealed class CallerFormTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData("Authorization", "Bearer {token}")]
    [InlineData("Authorization", "token {token}")]
    [InlineData("X-AUTH-TOKEN", "{token}")]
    [InlineData("x-auth-token", "{token}")]
    [InlineData("X-API-Key", "{token}")]
    [InlineData("x-api-key", "{token}")]
    [InlineData("Authorization", "Basic {basic}")]
    [InlineData("Authorization", "bASIC {basic}")]
    [Trait("Requirement", "5")]
    [Trait("Requirement", "63")]
    [Trait("Requirement", "65")]
    public async Task Every_form_lets_its_token_in_and_counts_as_a_use_of_it(string name, string value)
    {
        var (account, id, token) = await NewTokenAsync();

        await SendAsync((name, Filled(value, id, token))).StatusAsync(HttpStatusCode.OK);

        var read = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{account}").JsonAsync();
        Assert.NotNull(read["tokens"]![0]!["last_used_at"]);
    }

    [Theory]
    [InlineData("X-AUTH-TOKEN", "")]
    [InlineData("X-AUTH-TOKEN", "Bearer {token}")]
    [InlineData("X-AUTH-TOKEN", "{token}x")]
    [InlineData("X-API-Key", "a.b.c")]
    [InlineData("X-API-Key", "{basic}")]
    [InlineData("X-Auth", "{token}")]
    [InlineData("Authorization", "Basic {token}")]
    [InlineData("Authorization", "Basic {basic}=")]
    [InlineData("Authorization", "Basic {reversed}")]
    [InlineData("Authorization", "Basic {other}")]
    [InlineData("Authorization", "Basic {nameless}")]
    [InlineData("Authorization", "Basic ")]
    [Trait("Requirement", "64")]
    [Trait("Requirement", "124")]
    public async Task A_form_that_is_not_right_lets_nobody_in(string name, string value)
    {
        var (account, id, token) = await NewTokenAsync();

        await SendAsync((name, Filled(value, id, token))).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        var read = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{account}").JsonAsync();
        Assert.Null(read["tokens"]![0]!["last_used_at"]);
    }

    [Theory]
    [InlineData("Authorization", "X-AUTH-TOKEN")]
    [InlineData("Authorization", "X-API-Key")]
    [InlineData("X-AUTH-TOKEN", "X-API-Key")]
    public async Task Two_forms_in_one_request_are_refused_though_both_are_right(string first, string second)
    {
        var (_, _, token) = await NewTokenAsync();

        await SendAsync((first, ValueOf(first)), (second, ValueOf(second)))
            .ProblemAsync(HttpStatusCode.BadRequest, "ambiguous_credentials");

        string ValueOf(string name) => name == "Authorization" ? "Bearer " + token : token;
    }

    [Fact]
    public async Task An_access_token_is_taken_as_Bearer_alone()
    {
        var client = await Server.CreateSecretClientAsync(new() { ["role_ids"] = ApiCaller.Ids(SystemRole.Member.Id) });
        var token = await ApiCaller.AccessTokenAsync(Server, client);

        await SendAsync(("Authorization", "Bearer " + token)).StatusAsync(HttpStatusCode.OK);
        await SendAsync(("Authorization", "DPoP " + token)).StatusAsync(HttpStatusCode.Unauthorized);
        await SendAsync(("Authorization", "Token " + token)).StatusAsync(HttpStatusCode.Unauthorized);
        await SendAsync(("X-AUTH-TOKEN", token)).StatusAsync(HttpStatusCode.Unauthorized);
        await SendAsync(("X-API-Key", token)).StatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_document_names_every_form()
    {
        using var response = await Server.Http.GetAsync("/openapi/management.json");
        var document = await response.JsonAsync();

        string[] names = ["X-API-Key", "X-AUTH-TOKEN", "basic", "bearer", "dpop", "token"];
        Assert.Equal(names, document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).Order(StringComparer.Ordinal));
        Assert.Equal(names, document["security"]!.AsArray().Select(s => s!.AsObject().Single().Key).Order(StringComparer.Ordinal));
    }

    private string Filled(string value, string id, string token) => value
        .Replace("{token}", token, StringComparison.Ordinal)
        .Replace("{basic}", Base64($"{id}:{token}"), StringComparison.Ordinal)
        .Replace("{reversed}", Base64($"{token}:{id}"), StringComparison.Ordinal)
        .Replace("{other}", Base64($"{Server.TenantId}:{token}"), StringComparison.Ordinal)
        .Replace("{nameless}", Base64($":{token}"), StringComparison.Ordinal);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<(string Account, string Id, string Token)> NewTokenAsync()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.Member.Id));
        var token = account["tokens"]![0]!;
        return (account["id"]!.GetValue<string>(), token["id"]!.GetValue<string>(), token["token"]!.GetValue<string>());
    }

    private async Task<HttpResponseMessage> SendAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiCaller.Accounts);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Server.Http.SendAsync(request);
    }
}
