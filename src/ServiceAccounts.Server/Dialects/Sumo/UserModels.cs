using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Shows users; a page asks the database as often as one does.</summary>
internal sealed class UserModels(KnownNumbers numbers)
{
    /// <summary>A name in the two parts that this API has.</summary>
    public static (string First, string Last) PartsOf(string name) =>
        name.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? (name[..space], name[(space + 1)..]) : (name, string.Empty);

    public async Task<IReadOnlyList<UserModel>> ShowAsync(Caller caller, IReadOnlyList<UserResponse> users, CancellationToken cancellationToken)
    {
        var roles = await numbers.RolesOfUsersAsync(caller.Tenant.TenantId, [.. users.Select(user => user.Id)], cancellationToken);
        return [.. users.Select(user => Show(user, [.. roles[user.Id].Select(SumoIds.Of)]))];
    }

    /// <summary>A service account among users.</summary>
    public static UserModel Of(ServiceAccountModel account)
    {
        var (first, last) = PartsOf(account.Name);
        return new UserModel
        {
            Id = account.Id,
            FirstName = first,
            LastName = last,
            Email = account.Email,
            RoleIds = account.RoleIds,
            IsActive = account.IsActive,
            IsLocked = false,
            IsMfaEnabled = false,
            CreatedAt = account.CreatedAt,
            CreatedBy = account.CreatedBy,
            ModifiedAt = account.ModifiedAt,
            ModifiedBy = account.ModifiedBy,
        };
    }

    private static UserModel Show(UserResponse user, IReadOnlyList<string> roleIds)
    {
        var (first, last) = PartsOf(user.Name);
        return new UserModel
        {
            Id = SumoIds.Of(user.Number),
            FirstName = first,
            LastName = last,
            Email = user.Email,
            RoleIds = roleIds,
            IsActive = user.Status == "active",
            IsLocked = false,
            IsMfaEnabled = false,
            CreatedAt = user.CreatedAt,

            // Of users it is not kept.
            CreatedBy = SumoIds.Nobody,
            ModifiedAt = user.UpdatedAt,
            ModifiedBy = SumoIds.Nobody,
        };
    }
}
