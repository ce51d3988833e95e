using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Management.Keys;
using ServiceAccounts.Management.Tenants;

namespace ServiceAccounts.Management;

/// <summary>Registers what an administrator can do.</summary>
public static class ManagementServices
{
    /// <summary>Adds the operations.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.AddSingleton<ManagementTransaction>();
        services.AddSingleton<EarlierRequests>();
        services.AddSingleton<NewCredential>();
        services.AddSingleton<TokenLifetimes>();
        services.AddSingleton<NewApplication>();
        services.AddSingleton<NewAccountRows>();
        services.AddSingleton<AccountPatch>();
        services.AddSingleton<ApplicationSettings>();

        services.AddSingleton<Bootstrap>();
        services.AddSingleton<TenantRules>();
        services.AddSingleton<TenantOperations>();
        services.AddSingleton<TenantDeletion>();
        services.AddSingleton<OrganizationOperations>();
        services.AddSingleton<OrganizationDeletion>();
        services.AddSingleton<UserOperations>();
        services.AddSingleton<UserChange>();
        services.AddSingleton<SelfOperations>();
        services.AddSingleton<ServiceAccountCreation>();
        services.AddSingleton<ServiceAccountOperations>();
        services.AddSingleton<ListedAccounts>();
        services.AddSingleton<ServiceAccountBulk>();
        services.AddSingleton<ServiceAccountReplacement>();
        services.AddSingleton<ApplicationOperations>();
        services.AddSingleton<TenantApplications>();
        services.AddSingleton<TokenPreview>();
        services.AddSingleton<RoleOperations>();
        services.AddSingleton<RoleChange>();
        services.AddSingleton<RoleWithUsers>();
        services.AddSingleton<PermissionOperations>();
        services.AddSingleton<ApiOperations>();
        services.AddSingleton<ApiCreation>();
        services.AddSingleton<ApiChange>();
        services.AddSingleton<GroupOperations>();
        services.AddSingleton<GroupMemberOperations>();
        services.AddSingleton<GroupWithMembers>();
        services.AddSingleton<GroupAccessOperations>();
        services.AddSingleton<PrincipalAccessView>();
        services.AddSingleton<PrincipalAccessOperations>();
        services.AddSingleton<PrincipalDeletion>();
        services.AddSingleton<AccessOperations>();
        services.AddSingleton<HolderOperations>();
        services.AddSingleton<RoleAssignees>();
        services.AddSingleton<KeySetOperations>();
        services.AddSingleton<TrustedIssuers>();
        services.AddSingleton<FederatedCredentialOperations>();
        services.AddSingleton<FederatedTokenTrial>();
        services.AddSingleton<CredentialChange>();
        services.AddSingleton<ClientSecretOperations>();
        services.AddSingleton<CertificateRules>();
        services.AddSingleton<ClientCertificateOperations>();
        services.AddSingleton<ApiTokenOperations>();
        services.AddSingleton<TokenInventory>();
        services.AddSingleton<ApiTokenInspection>();
        services.AddSingleton<LeakOperations>();
        services.AddSingleton<TokenRevocation>();
        services.AddSingleton<JournalOperations>();
        services.AddSingleton<Restoration>();
        services.AddSingleton<JournalVerification>();
        services.AddSingleton<IssuanceOperations>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<SigningKeyOperations>();
        services.AddSingleton<ServerSecretOperations>();
        return services;
    }
}
