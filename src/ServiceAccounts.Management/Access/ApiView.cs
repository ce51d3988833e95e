using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>Shows an Api.</summary>
internal static class ApiView
{
    public static ApiResponse Of(Api api, TenantAccess tenant) => new()
    {
        Id = api.Id,
        Identifier = api.Identifier,
        Name = api.Name,
        Permissions = [.. api.Permissions.Select(p => p.Name).Order(StringComparer.Ordinal)],
        SigningAlgorithm = api.SigningAlgorithm,
        MaximumTtlSeconds = api.MaximumTtlSeconds,
        IncludeRoles = api.IncludesRoles,
        IncludeGroups = api.IncludesGroups,
        IncludeStatus = api.IncludesStatus,
        IntrospectionClients = api.IntrospectionClients,
        IsDefault = api.Id == tenant.DefaultApiId,
        CreatedAt = api.CreatedAt,
        Version = api.Version,
    };
}
