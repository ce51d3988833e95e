using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Names who made or ended something, with the e-mail address by which this API knows people.</summary>
internal sealed class People(KnownIds ids)
{
    /// <summary>The caller itself, who knows its own address.</summary>
    public async Task<PersonModel> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        var emails = await ids.EmailsOfUsersAsync(caller.HomeTenantId, [caller.PrincipalId], cancellationToken);
        return new PersonModel { Id = caller.PrincipalId, Name = caller.Name, Email = emails.GetValueOrDefault(caller.PrincipalId) };
    }

    /// <summary>The addresses of those who made accounts, where the caller may see users.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> EmailsOfCreatorsAsync(
        Caller caller, IEnumerable<ServiceAccountResponse> accounts, CancellationToken cancellationToken) =>
        caller.Can(ManagementPermissions.UserRead, caller.TenantPlace)
            ? await ids.EmailsOfUsersAsync(
                caller.Tenant.TenantId, [.. accounts.Select(account => account.CreatedBy.Id).Distinct()], cancellationToken)
            : new Dictionary<Guid, string>();

    /// <summary>Who made an account.</summary>
    public static PersonModel CreatorOf(ServiceAccountResponse account, IReadOnlyDictionary<Guid, string> emails) => new()
    {
        Id = account.CreatedBy.Id,
        Name = account.CreatedBy.Name,
        Email = emails.GetValueOrDefault(account.CreatedBy.Id),
    };
}
