using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using Api = ServiceAccounts.Storage.Access.Api;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What a tenant says of all its tokens: how long they live, and for which Api they are when nobody says.</summary>
public sealed class TenantLifetimeTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Lifetimes_outside_the_tenants_range_are_refused_and_longer_ones_are_cut()
    {
        var other = await SecondTenant.AddAsync(Server);
        var client = await AddClientAsync(other, 86_400);
        await PatchAsync(other, new JsonObject { ["minimum_ttl_seconds"] = 300, ["maximum_ttl_seconds"] = 900 }).JsonAsync();

        Assert.Equal(900, (await TokenAsync(client)).ExpiresIn);
        foreach (var ttl in new[] { 299, 901 })
        {
            var request = ApiCaller.NewAccount("oauth_client_secret");
            request["access_token_ttl_seconds"] = ttl;
            var problem = await other.Administrator.PostAsync(ApiCaller.Accounts, request)
                .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "access_token_ttl_seconds");
            Assert.Equal("It is a number from 300 to 900.", problem["errors"]!["access_token_ttl_seconds"]!.GetValue<string>());
        }

        Assert.Equal(300, (await TokenAsync(await AddClientAsync(other, 300))).ExpiresIn);
        Assert.Equal(900, (await TokenAsync(await AddClientAsync(other, null))).ExpiresIn);

        // The server's default is shorter than the tenant's shortest.
        await PatchAsync(other, new JsonObject { ["minimum_ttl_seconds"] = 7200, ["maximum_ttl_seconds"] = null }).JsonAsync();
        Assert.Equal(7200, (await TokenAsync(await AddClientAsync(other, null))).ExpiresIn);
    }

    [Theory]
    [InlineData("{\"minimum_ttl_seconds\":901}", "minimum_ttl_seconds")]
    [InlineData("{\"maximum_ttl_seconds\":299}", "maximum_ttl_seconds")]
    [InlineData("{\"minimum_ttl_seconds\":600,\"maximum_ttl_seconds\":599}", "minimum_ttl_seconds")]
    [InlineData("{\"minimum_ttl_seconds\":59}", "minimum_ttl_seconds")]
    [InlineData("{\"maximum_ttl_seconds\":86401}", "maximum_ttl_seconds")]
    [InlineData("{\"maximum_ttl_seconds\":\"long\"}", "maximum_ttl_seconds")]
    public async Task A_range_lies_in_that_of_the_server_and_is_not_turned_round(string patch, string field)
    {
        var other = await SecondTenant.AddAsync(Server);
        await PatchAsync(other, new JsonObject { ["minimum_ttl_seconds"] = 300, ["maximum_ttl_seconds"] = 900 }).JsonAsync();

        await PatchAsync(other, JsonNode.Parse(patch)!).ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Fact]
    public async Task Another_default_api_is_that_of_the_next_token()
    {
        var other = await SecondTenant.AddAsync(Server);
        var client = await AddClientAsync(other, null);
        var (second, foreign) = (await AddApiAsync(other.Id), await AddApiAsync(Server.TenantId));
        foreach (var id in new[] { foreign, ManagementPermissions.ApiId })
        {
            await PatchAsync(other, new JsonObject { ["default_api_id"] = id.ToString() })
                .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "default_api_id");
        }

        await PatchAsync(other, new JsonObject { ["default_api_id"] = null }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "default_api_id");
        Assert.Equal([other.ApiIdentifier], (await TokenAsync(client)).Token.Audiences);
        await PatchAsync(other, new JsonObject { ["default_api_id"] = second.ToString() }).JsonAsync();
        Assert.Equal([$"urn:{second}"], (await TokenAsync(client)).Token.Audiences);
    }

    [Fact]
    public async Task Another_default_api_is_given_to_all_and_so_by_who_may_give_it()
    {
        var second = await AddApiAsync(Server.TenantId);
        var patch = new JsonObject { ["default_api_id"] = second.ToString() };
        var url = $"{ApiCaller.Tenants}/{Server.TenantId}";
        var less = await WithPermissionsAsync("tenant.manage");
        var more = await WithPermissionsAsync("tenant.manage", "api.manage");

        await less.PatchAsync(url, patch).ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await more.PatchAsync(url, patch).JsonAsync();
        await less.PatchAsync(url, patch).JsonAsync();
    }

    private static Task<HttpResponseMessage> PatchAsync(SecondTenant tenant, JsonNode patch) =>
        tenant.Administrator.PatchAsync($"{ApiCaller.Tenants}/{tenant.Id}", patch);

    private async Task<ApiCaller> WithPermissionsAsync(params string[] permissions)
    {
        var role = await fixture.Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", permissions)).JsonAsync(HttpStatusCode.Created);
        return await ApiCaller.WithApiTokenAsync(Server, Guid.Parse(role["id"]!.GetValue<string>()));
    }

    private async Task<Guid> AddApiAsync(Guid tenantId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var api = new Api { Id = id, TenantId = tenantId, Identifier = $"urn:{id}", Name = "Second", CreatedAt = now };
        api.Permissions.AddRange(Api.DefaultPermissions.Select(name => new ApiPermission { ApiId = id, Name = name }));
        await Server.WriteAsync(db =>
        {
            db.Add(api);
            return Task.CompletedTask;
        });
        return id;
    }

    private static async Task<string> AddClientAsync(SecondTenant tenant, int? ttl)
    {
        var request = ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id);
        request["access_token_ttl_seconds"] = ttl;
        var account = await tenant.Administrator.PostAsync(ApiCaller.Accounts, request).JsonAsync(HttpStatusCode.Created);
        var application = account["applications"]![0]!;
        return SecretClient.BasicOf(
            application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>());
    }

    private async Task<(JsonWebToken Token, int ExpiresIn)> TokenAsync(string basic)
    {
        using var response = await Server.RequestTokenAsync(basic, ("grant_type", "client_credentials"));
        var answer = await response.JsonAsync();
        return (new JsonWebToken(answer["access_token"]!.GetValue<string>()), answer["expires_in"]!.GetValue<int>());
    }
}
