using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Every token that a client got is found, sealed or not, by who may read it.</summary>
public sealed class IssuanceListTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Issuances = "/management/v1/issuances";

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Tokens_are_found_before_and_after_they_are_sealed()
    {
        var client = await Server.CreateSecretClientAsync();
        var tokens = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            tokens.Add(await IssueAsync(client));
            Server.Time.Advance(TimeSpan.FromSeconds(13));
            if (i == 3)
            {
                await Server.Services.GetRequiredService<IssuanceSealer>().SealAsync(CancellationToken.None);
            }
        }

        var page = await fixture.Administrator.GetAsync($"{Issuances}?client_id={client.ClientId}").JsonAsync();

        var items = page["items"]!.AsArray();
        Assert.All(items, item => Expect.Shape(
            item, "token_id uuid", "client_id string", "principal_id uuid", "credential_id uuid", "api_id uuid", "issued_at time",
            "expires_at time", "scope string", "address string"));
        var jwts = tokens.Select(token => new JsonWebToken(token)).ToList();
        Assert.Equal(jwts.Select(jwt => jwt.Id), items.Select(item => Text(item, "token_id")));
        Assert.Equal(jwts.Select(jwt => jwt.Subject), items.Select(item => Text(item, "principal_id")));
        Assert.Equal(jwts.Select(jwt => jwt.GetClaim("scope").Value), items.Select(item => Text(item, "scope")));
        Assert.Equal(jwts.Select(jwt => jwt.GetClaim("credential_id").Value), items.Select(item => Text(item, "credential_id")));

        var read = new List<string?>();
        for (var next = $"{Issuances}?client_id={client.ClientId}&limit=4"; next is not null;)
        {
            using var response = await fixture.Administrator.GetAsync(next);
            read.AddRange((await response.JsonAsync())["items"]!.AsArray().Select(item => Text(item, "token_id")));
            var link = response.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
            next = link is null ? null : new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery;
        }

        Assert.Equal(jwts.Select(jwt => jwt.Id), read);
        var from = jwts[1].IssuedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var to = jwts[3].IssuedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var some = await fixture.Administrator.GetAsync($"{Issuances}?client_id={client.ClientId}&from={from}&to={to}").JsonAsync();
        Assert.Equal(jwts[1..3].Select(jwt => jwt.Id), some["items"]!.AsArray().Select(item => Text(item, "token_id")));
    }

    [Fact]
    public async Task A_deleted_client_s_tokens_are_still_found()
    {
        var client = await Server.CreateSecretClientAsync();
        await IssueAsync(client);
        await fixture.Administrator.DeleteAsync($"{ApiCaller.Accounts}/{client.AccountId}").StatusAsync(HttpStatusCode.NoContent);
        var organization = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);

        var page = await fixture.Administrator.GetAsync($"{Issuances}?client_id={client.ClientId}").JsonAsync();

        Assert.Single(page["items"]!.AsArray());
        await organization.GetAsync($"{Issuances}?client_id={client.ClientId}").ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    public async Task They_are_read_where_the_account_is_and_by_no_other_tenant()
    {
        var client = await Server.CreateSecretClientAsync();
        await IssueAsync(client);
        var organization = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var nobody = await ApiCaller.WithApiTokenAsync(Server);
        var other = await SecondTenant.AddAsync(Server);
        var path = $"{Issuances}?client_id={client.ClientId}";

        Assert.Single((await organization.GetAsync(path).JsonAsync())["items"]!.AsArray());
        await nobody.GetAsync(path).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
        Assert.Empty((await other.Administrator.GetAsync(path).JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task What_is_wrong_with_a_question_is_said()
    {
        await fixture.Administrator.GetAsync(Issuances).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "client_id");
        await fixture.Administrator.GetAsync($"{Issuances}?client_id=x&from=x&to=x")
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "client_id", "from", "to");
        await fixture.Administrator.GetAsync($"{Issuances}?client_id=sa_client_000000000000&limit=0&cursor=x")
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "limit", "cursor");
    }

    private async Task<string> IssueAsync(SecretClient client)
    {
        using var response = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        return await response.MemberAsync("access_token") ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    private static string? Text(JsonNode? node, string member) => node![member]?.GetValue<string>();
}
