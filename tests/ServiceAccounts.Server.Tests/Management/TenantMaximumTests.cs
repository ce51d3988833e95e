using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What a tenant has is held in memory while it is in use, and what one request does is one transaction: both have an end.</summary>
public sealed class TenantMaximumTests : IAsyncLifetime
{
    private const int MostTakenAway = 1_000;

    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    private ApiCaller Administrator => ApiCaller.Administrator(Server);

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task A_tenant_makes_so_many_roles_and_not_one_more()
    {
        await FillAsync(Role.MaxPerTenant - 1, i => RoleOf(i));

        await Administrator.PostAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read")).StatusAsync(HttpStatusCode.Created);
        await FullAsync(ApiCaller.Roles, ApiCaller.NewRole("tenant", "api:read"));
    }

    [Fact]
    public async Task A_tenant_registers_so_many_apis_and_not_one_more()
    {
        // With the one that it was born with.
        await FillAsync(Api.MaxPerTenant - 2, i => new Api
        {
            Id = NewId(),
            TenantId = Server.TenantId,
            Identifier = $"urn:filled:{i}",
            Name = $"Filled {i}",
            CreatedAt = Server.Time.GetUtcNow(),
        });

        await Administrator.NewApiAsync("urn:last", "last:read");
        await FullAsync(ApiCaller.Apis, new JsonObject { ["identifier"] = "urn:one-more", ["name"] = "One more" });
    }

    [Fact]
    public async Task A_tenant_makes_so_many_groups_and_not_one_more()
    {
        var there = (await Server.ReadAsync<AccountGroup>(groups => groups.Where(g => g.TenantId == Server.TenantId))).Count;
        await FillAsync(AccountGroup.MaxPerTenant - 1 - there, i => new AccountGroup
        {
            Id = NewId(),
            TenantId = Server.TenantId,
            Name = $"filled {i}",
            NormalizedName = $"FILLED {i}",
            CreatedAt = Server.Time.GetUtcNow(),
            UpdatedAt = Server.Time.GetUtcNow(),
        });

        await Administrator.NewGroupAsync();
        await FullAsync(ApiCaller.Groups, new JsonObject { ["name"] = "one more" });
    }

    [Fact]
    public async Task A_role_that_too_many_have_is_not_deleted_in_one_request()
    {
        var role = Guid.Parse(await Administrator.NewRoleAsync("organization", "api:read"));
        var account = Guid.Parse((await Server.CreateBareClientAsync()).AccountId);
        await FillAsync(MostTakenAway + 1, _ => new RoleBinding
        {
            Id = NewId(),
            PrincipalId = account,
            RoleId = role,
            PlaceKind = PlaceKind.Organization,
            PlaceId = NewId(),
            CreatedAt = Server.Time.GetUtcNow(),
        });
        var url = $"{ApiCaller.Roles}/{role}";

        await Administrator.DeleteAsync(url).ProblemAsync(HttpStatusCode.Conflict, "in_use");
        await Administrator.DeleteAsync(url + "?force=true").ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
        await Administrator.GetAsync(url).StatusAsync(HttpStatusCode.OK);

        await Server.WriteAsync(async db => db.Remove(await db.Set<RoleBinding>().FirstAsync(b => b.RoleId == role)));
        await Administrator.DeleteAsync(url + "?force=true").StatusAsync(HttpStatusCode.NoContent);
        Assert.Empty(await Server.ReadAsync<RoleBinding>(bindings => bindings.Where(b => b.RoleId == role)));
    }

    [Fact]
    public async Task An_api_that_too_much_uses_is_not_deleted_in_one_request()
    {
        var api = Guid.Parse((await Administrator.NewApiAsync("urn:in-use", "x:read")).IdOf());
        await FillAsync(MostTakenAway + 1, i =>
        {
            var role = RoleOf(i);
            role.Permissions.Add(new RolePermission { RoleId = role.Id, ApiId = api, Name = "x:read" });
            return role;
        });
        var url = $"{ApiCaller.Apis}/{api}";

        await Administrator.DeleteAsync(url + "?force=true").ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
        await Administrator.PatchAsync(url + "?force=true", new JsonObject { ["permissions"] = new JsonArray() })
            .ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
        await Administrator.GetAsync(url).StatusAsync(HttpStatusCode.OK);
    }

    private Guid NewId() => Guid.CreateVersion7(Server.Time.GetUtcNow());

    private Role RoleOf(int number) => new()
    {
        Id = NewId(),
        TenantId = Server.TenantId,
        Name = $"filled {number}",
        NormalizedName = $"FILLED {number}",
        Level = PlaceKind.Tenant,
        Number = 1_000_000_000 + number,
        CreatedAt = Server.Time.GetUtcNow(),
    };

    private Task FillAsync(int count, Func<int, object> row) => Server.WriteAsync((ServiceAccountsDbContext db) =>
    {
        db.AddRange(Enumerable.Range(0, count).Select(row));
        return Task.CompletedTask;
    });

    private Task<JsonObject> FullAsync(string list, JsonObject request) =>
        Administrator.PostAsync(list, request).ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
}
