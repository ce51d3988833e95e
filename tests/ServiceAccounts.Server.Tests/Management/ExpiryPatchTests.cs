using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>The end of an account can be moved, and whoever is the last to hold everything cannot be ended.</summary>
public sealed class ExpiryPatchTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    [Trait("Requirement", "84")]
    public async Task An_expired_account_comes_back_with_its_credentials_and_without_its_old_tokens()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(SystemRole.OrgAdmin.Id) });
        var url = $"{ApiCaller.Accounts}/{client.AccountId}";
        var caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        var end = In(TimeSpan.FromMinutes(1));
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["expires_at"] = end }).JsonAsync();
        Server.Time.Advance(TimeSpan.FromMinutes(1));
        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        var unmoved = await fixture.Administrator.PatchAsync(url, new JsonObject { ["expires_at"] = end }).JsonAsync();
        Assert.Equal("expired", unmoved["inactive_reason"]!.GetValue<string>());
        var back = await fixture.Administrator.PatchAsync(url, new JsonObject { ["expires_at"] = null }).JsonAsync();

        Assert.Equal("active", back["status"]!.GetValue<string>());
        Assert.Null(back["expires_at"]);
        await caller.GetAsync(ApiCaller.Accounts).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        caller = new ApiCaller(Server, "Bearer " + await ApiCaller.AccessTokenAsync(Server, client));
        await caller.GetAsync(ApiCaller.Accounts).JsonAsync();
    }

    [Fact]
    public async Task To_bring_back_an_expired_account_is_to_give_all_that_it_holds()
    {
        var request = ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id);
        request["expires_at"] = In(TimeSpan.FromMinutes(1));
        var url = $"{ApiCaller.Accounts}/{(await Server.CreateAccountAsync(request))["id"]}";
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        await caller.PatchAsync(url, new JsonObject { ["expires_at"] = In(TimeSpan.FromMinutes(2)) }).JsonAsync();
        Server.Time.Advance(TimeSpan.FromMinutes(2));

        await caller.PatchAsync(url, new JsonObject { ["expires_at"] = In(TimeSpan.FromMinutes(1)) })
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges");
        await fixture.Administrator.PatchAsync(url, new JsonObject { ["expires_at"] = In(TimeSpan.FromMinutes(1)) }).JsonAsync();
    }

    [Fact]
    public async Task An_end_in_the_past_is_refused()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));

        foreach (var wrong in new JsonNode[] { In(TimeSpan.Zero), "tomorrow", 7 })
        {
            await fixture.Administrator.PatchAsync($"{ApiCaller.Accounts}/{account["id"]}", new JsonObject { ["expires_at"] = wrong })
                .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "expires_at");
        }
    }

    [Fact]
    public async Task The_last_super_administrator_cannot_be_ended_in_any_way()
    {
        await using var server = await RunningServer.StartAsync();
        var account = await server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var id = Guid.Parse(account["id"]!.GetValue<string>());
        var url = $"{ApiCaller.Accounts}/{id}";
        await server.WriteAsync(db =>
        {
            db.RemoveRange(db.Set<RoleBinding>());
            db.Add(new RoleBinding
            {
                Id = Guid.CreateVersion7(server.Time.GetUtcNow()),
                PrincipalId = id,
                RoleId = SystemRole.SuperAdmin.Id,
                PlaceKind = PlaceKind.System,
                PlaceId = Guid.Empty,
                CreatedAt = server.Time.GetUtcNow(),
            });
            return Task.CompletedTask;
        });
        var self = new ApiCaller(server, "Bearer " + account["tokens"]![0]!["token"]!.GetValue<string>());

        await LastAsync(self.DeleteAsync(url));
        await LastAsync(self.PostAsync(url + "/deactivate"));
        await LastAsync(self.PostAsync(ApiCaller.Accounts + "/deactivate", new JsonObject { ["ids"] = ApiCaller.Ids(id) }), "ids[0]");
        await LastAsync(self.PatchAsync(url, new JsonObject { ["expires_at"] = "2099-01-01T00:00:00Z" }));
        await self.PatchAsync(url, new JsonObject { ["description"] = "still here" }).JsonAsync();
    }

    [Fact]
    public async Task Who_holds_a_role_at_system_is_out_of_reach_of_a_tenants_administrator()
    {
        var account = await Server.CreateAccountAsync(ApiCaller.NewAccount("oauth_client_secret"));
        var id = Guid.Parse(account["id"]!.GetValue<string>());
        var url = $"{ApiCaller.Accounts}/{id}";
        await Server.WriteAsync(db =>
        {
            db.Add(new RoleBinding
            {
                Id = Guid.CreateVersion7(Server.Time.GetUtcNow()),
                PrincipalId = id,
                RoleId = SystemRole.SuperAdmin.Id,
                PlaceKind = PlaceKind.System,
                PlaceId = Guid.Empty,
                CreatedAt = Server.Time.GetUtcNow(),
            });
            return Task.CompletedTask;
        });
        var tenant = await ApiCaller.WithApiTokenAsync(Server, SystemRole.TenantAdmin.Id);
        var application = $"{url}/applications/{account["applications"]![0]!["client_id"]}";

        await OutOfReachAsync(tenant.DeleteAsync(url));
        await OutOfReachAsync(tenant.PostAsync(url + "/deactivate"));
        await OutOfReachAsync(tenant.PostAsync(url + "/revoke-all"));
        await OutOfReachAsync(tenant.PatchAsync(url, new JsonObject { ["name"] = ApiCaller.NewName() }));
        await OutOfReachAsync(tenant.PatchAsync(application, new JsonObject { ["enabled"] = false }));
        await OutOfReachAsync(tenant.DeleteAsync(application));
        await OutOfReachAsync(tenant.PostAsync(ApiCaller.Accounts + "/deactivate", new JsonObject { ["ids"] = ApiCaller.Ids(id) }), "ids[0]");
        await fixture.Administrator.DeleteAsync(url).StatusAsync(HttpStatusCode.NoContent);
    }

    private string In(TimeSpan time) => (Server.Time.GetUtcNow() + time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Task<JsonObject> LastAsync(Task<HttpResponseMessage> sending, params string[] fields) =>
        sending.ProblemAsync(HttpStatusCode.Conflict, "last_administrator", fields);

    private static Task<JsonObject> OutOfReachAsync(Task<HttpResponseMessage> sending, params string[] fields) =>
        sending.ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges", fields);
}
