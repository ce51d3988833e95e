using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Another tenant beside the first, with all that a tenant is born with and an administrator of its own.</summary>
internal sealed record SecondTenant(Guid Id, string Realm, Guid OrganizationId, Guid ApiId, string ApiIdentifier, ApiCaller Administrator)
{
    public static async Task<SecondTenant> AddAsync(RunningServer server)
    {
        var realm = NewRealm();
        var tenant = await ApiCaller.Administrator(server)
            .PostAsync(ApiCaller.Tenants, new JsonObject { ["name"] = realm, ["realm"] = realm }).JsonAsync(HttpStatusCode.Created);
        var id = Guid.Parse(tenant["id"]!.GetValue<string>());
        var (_, administrator) = await NewUser.AddAsync(server, SystemRole.TenantAdmin, PlaceKind.Tenant, id, id);
        return new SecondTenant(
            id, realm, Guid.Parse(tenant["default_organization_id"]!.GetValue<string>()),
            Guid.Parse(tenant["default_api_id"]!.GetValue<string>()), $"{server.Issuer}/apis/{realm}", administrator);
    }

    /// <summary>A realm that no tenant has.</summary>
    public static string NewRealm() => $"tenant-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
}
