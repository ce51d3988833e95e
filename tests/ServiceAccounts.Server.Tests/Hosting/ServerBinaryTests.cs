using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>The binary from the outside: what an operator types, and what it answers.</summary>
public sealed partial class ServerBinaryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task In_Development_it_starts_without_a_setting_and_says_what_to_try()
    {
        var url = ServerProcess.FreeUrl();
        await using var server = ServerProcess.Start(_directory, [], ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url));

        await server.ReadyAsync();

        var token = ShownToken().Match(server.Output).Groups[1].Value;
        Assert.True(CredentialFormat.IsWellFormed(token, CredentialFormat.ApiTokenPrefix));
        Assert.Equal(HttpStatusCode.OK, await ListAccountsAsync(url, token));
        Assert.Equal(
            [$"{url}/management/v1/service-accounts", $"{url}/oauth2/token", $"{url}/.well-known/jwks.json"],
            Tries().Matches(server.Output).Select(match => match.Groups[1].Value));
        Assert.Contains($"Ready as {url} in ", Assert.Single(LogLines().Matches(server.Output)).Value, StringComparison.Ordinal);

        // Relative to where the command was typed, and not to where the binary is.
        Assert.True(File.Exists(Path.Combine(_directory, "data", "serviceaccounts.db")));
        Assert.True(File.Exists(Path.Combine(_directory, "data", "bootstrap.json")));
        Assert.Equal(
            ["dev-ca.pem", "dev-localhost.pfx", "dev-protection.pfx"],
            Directory.GetFiles(Path.Combine(_directory, "certs")).Select(Path.GetFileName).Order());
        Assert.Empty(server.Errors.Trim());
    }

    [Fact]
    public async Task The_lines_to_try_are_typed_and_work()
    {
        var url = ServerProcess.FreeUrl();
        await using var server = ServerProcess.Start(_directory, [], ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url));
        await server.ReadyAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ShownToken().Match(server.Output).Groups[1].Value);

        using var body = new StringContent(ShownBody().Match(server.Output).Groups[1].Value, MediaTypeHeaderValue.Parse("application/json"));
        using var created = await http.PostAsync(new Uri(url + "/management/v1/service-accounts"), body);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var application = (await created.JsonAsync())["applications"]![0]!;
        using var request = new HttpRequestMessage(HttpMethod.Post, url + "/oauth2/token")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]),
        };
        request.Headers.TryAddWithoutValidation("Authorization", SecretClient.BasicOf(
            application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>()));
        using var issued = await http.SendAsync(request);
        Assert.Equal("api:read api:write", await issued.MemberAsync("scope"));
    }

    [Fact]
    public async Task A_second_start_shows_no_token_and_a_kill_in_between_does_no_harm()
    {
        var url = ServerProcess.FreeUrl();
        string token;
        await using (var first = ServerProcess.Start(_directory, [], ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url)))
        {
            await first.ReadyAsync();
            token = ShownToken().Match(first.Output).Groups[1].Value;
        }

        await using var second = ServerProcess.Start(_directory, [], ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", url));
        await second.ReadyAsync();

        Assert.DoesNotContain("sa_token_", second.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await ListAccountsAsync(url, token));
    }

    [Fact]
    public async Task In_Production_no_token_is_shown_where_the_output_is_kept()
    {
        await using var server = ServerProcess.Start(
            _directory, [], ("ASPNETCORE_URLS", ServerProcess.FreeUrl()), ("ServiceAccounts__Issuer", "https://auth.example.com"),
            ("ServiceAccounts__Certificates__Protection", Pfx.Protection));

        await server.ReadyAsync();

        Assert.DoesNotContain("sa_token_", server.Output + server.Errors, StringComparison.Ordinal);
        Assert.Contains("API token is in " + Path.Combine(_directory, "data", "bootstrap.json"), server.Output, StringComparison.Ordinal);
        Assert.Contains("sa_token_", await File.ReadAllTextAsync(Path.Combine(_directory, "data", "bootstrap.json")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_directory, "certs")));
    }

    private static async Task<HttpStatusCode> ListAccountsAsync(string url, string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.GetAsync(new Uri(url + "/management/v1/service-accounts"));
        return response.StatusCode;
    }

    [GeneratedRegex("export TOKEN=(sa_token_[0-9A-Za-z]{46})\n")]
    private static partial Regex ShownToken();

    [GeneratedRegex("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z info: ServiceAccounts\\..*$", RegexOptions.Multiline)]
    private static partial Regex LogLines();

    [GeneratedRegex("  curl -s (\\S+)")]
    private static partial Regex Tries();

    [GeneratedRegex("-d '(\\{[^']+\\})'")]
    private static partial Regex ShownBody();
}
