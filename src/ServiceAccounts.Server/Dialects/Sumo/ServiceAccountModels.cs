using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Shows service accounts; a page asks the database as often as one does.</summary>
internal sealed class ServiceAccountModels(SumoIds ids, KnownNumbers numbers)
{
    public async Task<ServiceAccountModel> ShowAsync(Caller caller, ServiceAccountResponse account, CancellationToken cancellationToken) =>
        (await ShowAsync(caller, [account], cancellationToken))[0];

    public async Task<IReadOnlyList<ServiceAccountModel>> ShowAsync(
        Caller caller, IReadOnlyList<ServiceAccountResponse> accounts, CancellationToken cancellationToken)
    {
        var who = await ids.NamesOfAsync(
            caller, accounts.SelectMany(account => new[] { account.CreatedBy.Id, account.UpdatedBy?.Id }), cancellationToken);
        var roles = await numbers.OfRolesAsync(
            caller.Tenant.TenantId, [.. accounts.SelectMany(account => account.RoleIds).Distinct()], cancellationToken);
        return
        [
            .. accounts.Select(account => new ServiceAccountModel
            {
                Id = SumoIds.Of(account.Number),
                Name = account.Name,
                Email = account.Email ?? string.Empty,
                RoleIds = [.. account.RoleIds.Where(roles.ContainsKey).Select(id => SumoIds.Of(roles[id]))],
                IsActive = account.InactiveReason is null,
                CreatedAt = account.CreatedAt,
                CreatedBy = who(account.CreatedBy.Id),
                ModifiedAt = account.UpdatedAt,
                ModifiedBy = who(account.UpdatedBy?.Id),
            }),
        ];
    }
}
