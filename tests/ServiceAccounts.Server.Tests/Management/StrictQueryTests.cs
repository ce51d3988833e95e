using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A parameter that a route does not have is refused: a misspelt filter must not answer with everything.</summary>
public sealed class StrictQueryTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Fact]
    public async Task Every_route_refuses_a_parameter_that_it_does_not_have()
    {
        var account = await fixture.Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret"));
        using var document = await fixture.Server.Http.GetAsync("/openapi/management.json");
        var before = (await fixture.Server.LedgerAsync()).Count;

        foreach (var (path, operations) in (await document.JsonAsync())["paths"]!.AsObject())
        {
            var url = path.Replace("{clientId}", "x", StringComparison.Ordinal)
                .Replace("{id}", account["id"]!.GetValue<string>(), StringComparison.Ordinal);
            url = url.Replace("{version}", "1", StringComparison.Ordinal);
            url = System.Text.RegularExpressions.Regex.Replace(url, "{[A-Za-z]+}", account["id"]!.GetValue<string>());
            foreach (var (method, operation) in operations!.AsObject())
            {
                var content = operation!["requestBody"] is null ? null : ApiCaller.Json("{}");
                await fixture.Administrator.SendAsync(new HttpMethod(method.ToUpperInvariant()), url + "?organisation=x", content)
                    .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "organisation");
            }
        }

        Assert.Equal(before, (await fixture.Server.LedgerAsync()).Count);
    }

    [Theory]
    [InlineData("?limit=1&limit=2", "limit")]
    [InlineData("?cursor=&cursor=", "cursor")]
    [InlineData("?cursor=&CURSOR=", "cursor")]
    [InlineData("?a=1&b=2&limit=5", "a", "b")]
    [InlineData("?a", "a")]
    [InlineData("?=x", "(query)")]
    [InlineData("?sa_secret_0123456789012345678901234567890123456789012345=x", "(query)")]
    public async Task What_is_wrong_with_a_query_is_named(string query, params string[] names)
    {
        foreach (var list in new[] { ApiCaller.Accounts, ApiCaller.Roles, ApiCaller.Apis })
        {
            var problem = await fixture.Administrator.GetAsync(list + query).ProblemAsync(HttpStatusCode.BadRequest, "invalid", names);
            Assert.DoesNotContain("sa_secret_", problem.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?limit=5")]
    [InlineData("?LIMIT=5&Cursor=")]
    public async Task What_a_route_has_is_taken(string query) =>
        await fixture.Administrator.GetAsync(ApiCaller.Accounts + query).StatusAsync(HttpStatusCode.OK);

    [Fact]
    public async Task The_tenant_may_be_named_on_every_route()
    {
        await fixture.Administrator.GetAsync($"{ApiCaller.Roles}?tenant={fixture.Server.TenantId}").StatusAsync(HttpStatusCode.OK);
        await fixture.Administrator.PostAsync($"/management/v1/leaks?tenant={fixture.Server.TenantId}", new JsonObject { ["secrets"] = new JsonArray("x") })
            .StatusAsync(HttpStatusCode.OK);
    }
}
