using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Lists users, and service accounts among them where that is wanted: two lists in one order, by time of creation and id.</summary>
internal sealed class MixedUsers(
    UserOperations users, ServiceAccountOperations accounts, UserModels userModels, ServiceAccountModels accountModels)
{
    public async Task<Outcome<SumoList<UserModel>>> ListAsync(
        Caller caller, Paging paging, bool includeServiceAccounts, CancellationToken cancellationToken)
    {
        var people = await users.ListAsync(caller, status: null, q: null, paging, cancellationToken);
        if (!people.Succeeded)
        {
            return people.Error;
        }

        var machines = includeServiceAccounts
            ? await accounts.ListAsync(caller, paging, new AccountQuery(), cancellationToken)
            : new Page<ServiceAccountResponse>([], null);
        if (!machines.Succeeded)
        {
            return machines.Error;
        }

        // Each list has as much as fits on the page, so together they have all that does.
        var shownPeople = await userModels.ShowAsync(caller, people.Value.Items, cancellationToken);
        var shownMachines = await accountModels.ShowAsync(caller, machines.Value.Items, cancellationToken);
        var rows = people.Value.Items.Zip(shownPeople, (user, shown) => (At: new Cursor(user.CreatedAt, user.Id), Shown: shown))
            .Concat(machines.Value.Items.Zip(shownMachines, (account, shown) => (At: new Cursor(account.CreatedAt, account.Id), Shown: UserModels.Of(shown))))
            .OrderBy(row => row.At.CreatedAt).ThenBy(row => row.At.Id).ToList();
        var page = rows.Take(paging.Limit).ToList();
        var hasMore = rows.Count > page.Count || people.Value.NextCursor is not null || machines.Value.NextCursor is not null;
        return new SumoList<UserModel>([.. page.Select(row => row.Shown)], hasMore ? page[^1].At.ToString() : null);
    }
}
