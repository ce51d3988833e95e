using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Steps of tests about roles, groups and permissions; each must succeed.</summary>
internal static class AccessSteps
{
    public static string AccessOf(string principalId) => $"/management/v1/principals/{principalId}/access";

    public static string AccessOfGroup(string groupId) => $"{ApiCaller.Groups}/{groupId}/access";

    public static string MemberUrl(string groupId, string principalId) => $"{ApiCaller.Groups}/{groupId}/members/{principalId}";

    public static string IdOf(this JsonNode? node) => node!["id"]!.GetValue<string>();

    public static JsonObject Binding(string roleId, string? kind = null, string? placeId = null)
    {
        var request = new JsonObject { ["role_id"] = roleId };
        if (kind is not null)
        {
            request["place"] = new JsonObject { ["kind"] = kind, ["id"] = placeId };
        }

        return request;
    }

    public static JsonObject Grant(string permission, string? apiId = null)
    {
        var request = new JsonObject { ["permission"] = permission };
        if (apiId is not null)
        {
            request["api_id"] = apiId;
        }

        return request;
    }

    public static async Task<string> NewRoleAsync(this ApiCaller caller, string level, params string[] permissions) =>
        (await caller.PostAsync(ApiCaller.Roles, ApiCaller.NewRole(level, permissions)).JsonAsync(HttpStatusCode.Created)).IdOf();

    public static async Task<string> NewGroupAsync(this ApiCaller caller) =>
        (await caller.PostAsync(ApiCaller.Groups, new JsonObject { ["name"] = ApiCaller.NewName() }).JsonAsync(HttpStatusCode.Created)).IdOf();

    public static Task<JsonObject> NewApiAsync(this ApiCaller caller, string identifier, params string[] permissions) =>
        caller.PostAsync(ApiCaller.Apis, new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "An Api",
            ["permissions"] = new JsonArray([.. permissions.Select(p => JsonValue.Create(p))]),
        }).JsonAsync(HttpStatusCode.Created);

    public static async Task<Guid> HomeAsync(this RunningServer server) =>
        (await server.ReadAsync<Tenant>(tenants => tenants.Where(t => t.Realm == "default"))).Single().Id;

    public static async Task<Guid> OrganizationAsync(this RunningServer server, OrganizationKind kind)
    {
        var home = await server.HomeAsync();
        return (await server.ReadAsync<Organization>(rows => rows.Where(o => o.TenantId == home && o.Kind == kind))).First().Id;
    }

    /// <summary>A user of the first tenant.</summary>
    public static async Task<string> AddUserAsync(this RunningServer server)
    {
        var now = server.Time.GetUtcNow();
        var principal = new Principal
        {
            Id = Guid.CreateVersion7(now),
            TenantId = await server.HomeAsync(),
            Kind = PrincipalKind.User,
            Status = PrincipalStatus.Active,
            Number = Principal.CreateNumber(),
        };
        var email = $"{principal.Id:N}@example.com";
        await server.WriteAsync(db =>
        {
            db.Add(new User
            {
                Id = principal.Id,
                Principal = principal,
                TenantId = principal.TenantId,
                Name = "A user",
                Email = email,
                NormalizedEmail = User.Normalize(email),
                CreatedAt = now,
                UpdatedAt = now,
            });
            return Task.CompletedTask;
        });
        return principal.Id.ToString();
    }

    /// <summary>The scope of a token for the default Api or another; null where there is none to have.</summary>
    public static async Task<string?> ScopeAsync(this RunningServer server, SecretClient client, string? resource = null)
    {
        var form = new List<(string, string)> { ("grant_type", "client_credentials") };
        if (resource is not null)
        {
            form.Add(("resource", resource));
        }

        using var response = await server.RequestTokenAsync(client.Basic, [.. form]);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return await response.MemberAsync("scope");
        }

        Assert.Equal("invalid_scope", await response.MemberAsync("error"));
        return null;
    }

    /// <summary>A client whose account holds nothing but what it gets from Everyone.</summary>
    public static Task<SecretClient> CreateBareClientAsync(this RunningServer server) =>
        server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = new JsonArray() });

    public static readonly string ApiDefault = SystemRole.ApiDefault.Id.ToString();
}
