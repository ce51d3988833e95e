using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Changes what accounts hold, and shows them as they are after it.</summary>
internal sealed class AccountAccess(AccountIdentifiers identifiers, AccessOperations access, AccountViews views)
{
    /// <summary>Our id of the account that a path names.</summary>
    public Task<Guid?> FindAsync(HttpContext http, Caller caller, string id, CancellationToken cancellationToken) =>
        identifiers.FindAsync(http, caller, id, cancellationToken);

    /// <summary>Changes the account that a path names by the ids that the body names.</summary>
    public async Task<Results<Ok<Container<AccountModel>>, RefusalResult>> ChangeAsync(
        HttpContext http, Caller caller, string id, List<Guid>? ids, Func<IReadOnlyList<Guid>, AccessDelta> delta,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(http, caller, id, cancellationToken) is not { } found)
        {
            return WavefrontAnswers.NotFound("account");
        }

        return ids is null
            ? WavefrontAnswers.Invalid("(body)", "It is a list of ids.")
            : await ShowOneAsync(caller, await access.ChangeAsync(caller, [found], [], delta(ids), cancellationToken), cancellationToken);
    }

    /// <summary>Changes one account by permissions.</summary>
    public async Task<Results<Ok<Container<AccountModel>>, RefusalResult>> ChangeOneAsync(
        Guid id, Outcome<GivenPermissions> named, Func<IReadOnlyList<string>, AccessDelta> delta, CancellationToken cancellationToken) =>
        named.Succeeded
            ? await ShowOneAsync(
                named.Value.Caller,
                await access.ChangeAsync(named.Value.Caller, [id], [], delta(named.Value.Names), cancellationToken), cancellationToken)
            : WavefrontAnswers.Refuse(named.Error);

    /// <summary>Changes accounts by permissions, all or none.</summary>
    public async Task<Results<Ok<Container<IReadOnlyList<AccountModel>>>, RefusalResult>> ChangeManyAsync(
        IReadOnlyList<Guid> ids, Outcome<GivenPermissions> named, Func<IReadOnlyList<string>, AccessDelta> delta,
        CancellationToken cancellationToken)
    {
        if (!named.Succeeded)
        {
            return WavefrontAnswers.Refuse(named.Error);
        }

        var changed = await access.ChangeAsync(named.Value.Caller, ids, [], delta(named.Value.Names), cancellationToken);
        if (!changed.Succeeded)
        {
            return WavefrontAnswers.Refuse(changed.Error);
        }

        var view = await views.OfAsync(named.Value.Caller, cancellationToken);
        return WavefrontAnswers.Ok<IReadOnlyList<AccountModel>>([.. changed.Value.Items.Select(view.Account)]);
    }

    private async Task<Results<Ok<Container<AccountModel>>, RefusalResult>> ShowOneAsync(
        Caller caller, Outcome<HoldersView> changed, CancellationToken cancellationToken) =>
        changed.Succeeded
            ? WavefrontAnswers.Ok((await views.OfAsync(caller, cancellationToken)).Account(changed.Value.Items[0]))
            : WavefrontAnswers.Refuse(changed.Error);
}
