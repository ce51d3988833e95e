using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Users made by the administrator, with a role and an API token.</summary>
internal static class NewUser
{
    /// <summary>A request for a user under a name and an address of their own.</summary>
    public static JsonObject Request() => new()
    {
        ["name"] = ApiCaller.NewName(),
        ["email"] = $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}@example.com",
    };

    /// <summary>A user with a role at a place, who calls with an API token.</summary>
    public static async Task<(string Id, ApiCaller Caller)> AddAsync(
        RunningServer server, SystemRole? role = null, PlaceKind place = PlaceKind.Tenant, Guid? placeId = null, Guid? tenantId = null)
    {
        var (administrator, query) = (ApiCaller.Administrator(server), tenantId is null ? string.Empty : $"?tenant={tenantId}");
        var user = await administrator.PostAsync(ApiCaller.Users + query, Request()).JsonAsync(HttpStatusCode.Created);
        var id = user["id"]!.GetValue<string>();
        var token = await administrator.PostAsync($"/management/v1/principals/{id}/tokens{query}", new JsonObject())
            .JsonAsync(HttpStatusCode.Created);
        if (role is not null)
        {
            await BindAsync(server, Guid.Parse(id), role.Id, place, placeId ?? tenantId ?? server.TenantId);
        }

        return (id, new ApiCaller(server, "Bearer " + token["token"]!.GetValue<string>()));
    }

    /// <summary>Binds a role to a principal.</summary>
    public static Task BindAsync(RunningServer server, Guid principalId, Guid roleId, PlaceKind place, Guid placeId) =>
        server.WriteAsync(db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Add(new RoleBinding
            {
                Id = Guid.CreateVersion7(now),
                PrincipalId = principalId,
                RoleId = roleId,
                PlaceKind = place,
                PlaceId = placeId,
                CreatedAt = now,
            });
            return Task.CompletedTask;
        });
}
