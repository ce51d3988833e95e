using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Management.Tenants;

namespace ServiceAccounts.Management;

/// <summary>Registers what an administrator can do.</summary>
public static class ManagementServices
{
    /// <summary>Adds the operations.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.AddSingleton<ManagementTransaction>();
        services.AddSingleton<NewCredential>();
        services.AddSingleton<TokenLifetimes>();

        services.AddSingleton<Bootstrap>();
        services.AddSingleton<ServiceAccountCreation>();
        services.AddSingleton<ServiceAccountOperations>();
        services.AddSingleton<ApplicationOperations>();
        services.AddSingleton<RoleOperations>();
        services.AddSingleton<ApiOperations>();
        services.AddSingleton<KeySetOperations>();
        services.AddSingleton<ClientSecretOperations>();
        services.AddSingleton<ApiTokenOperations>();
        services.AddSingleton<JournalOperations>();
        services.AddSingleton<JournalVerification>();
        services.AddSingleton<IssuanceOperations>();
        return services;
    }
}
