using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Another tenant beside the first, with all that a tenant is born with and an administrator of its own.</summary>
internal sealed record SecondTenant(Guid Id, Guid OrganizationId, Guid ApiId, string ApiIdentifier, ApiCaller Administrator)
{
    public static async Task<SecondTenant> AddAsync(RunningServer server)
    {
        var now = server.Time.GetUtcNow();
        var realm = $"tenant-{Guid.CreateVersion7(now):N}";
        var api = new Api
        {
            Id = Guid.CreateVersion7(now),
            TenantId = Guid.CreateVersion7(now),
            Identifier = $"{server.Issuer}/apis/{realm}",
            Name = "Default API",
            CreatedAt = now,
        };
        api.Permissions.AddRange(Api.DefaultPermissions.Select(name => new ApiPermission { ApiId = api.Id, Name = name }));
        var tenant = new Tenant
        {
            Id = api.TenantId,
            Name = realm,
            Realm = realm,
            HostLabel = realm,
            DefaultApiId = api.Id,
            CreatedAt = now,
        };
        var group = NewPlace(tenant.Id, OrganizationKind.Group, null, now);
        var organization = NewPlace(tenant.Id, OrganizationKind.Organization, group.Id, now);
        var principal = new Principal
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant.Id,
            Kind = PrincipalKind.User,
            Status = PrincipalStatus.Active,
            Number = Principal.CreateNumber(),
        };
        var user = new User
        {
            Id = principal.Id,
            Principal = principal,
            TenantId = tenant.Id,
            Name = "Other",
            Email = "other@example.com",
            NormalizedEmail = User.Normalize("other@example.com"),
            CreatedAt = now,
            UpdatedAt = now,
        };
        var binding = new RoleBinding
        {
            Id = Guid.CreateVersion7(now),
            PrincipalId = principal.Id,
            RoleId = SystemRole.TenantAdmin.Id,
            PlaceKind = PlaceKind.Tenant,
            PlaceId = tenant.Id,
            CreatedAt = now,
        };
        var (token, text) = server.Services.GetRequiredService<NewCredential>().ApiToken(principal.Id, tenant.Id, "first", now);
        await server.WriteAsync(db =>
        {
            db.AddRange(tenant, api, group, organization, AccountGroup.EveryoneOf(tenant.Id, now), user, binding, token);
            return Task.CompletedTask;
        });
        return new SecondTenant(tenant.Id, organization.Id, api.Id, api.Identifier, new ApiCaller(server, "Bearer " + text));
    }

    private static Organization NewPlace(Guid tenantId, OrganizationKind kind, Guid? parent, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = tenantId,
        Kind = kind,
        ParentId = parent,
        Name = kind.ToString(),
        Slug = kind == OrganizationKind.Group ? "group" : "default",
        CreatedAt = now,
    };
}
