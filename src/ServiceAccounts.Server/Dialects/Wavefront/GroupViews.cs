using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Shows user groups: their users as far as the caller may see them, and no more than a hundred.</summary>
internal sealed class GroupViews(
    GroupOperations groups, GroupMemberOperations members, AccountNames names, AccountViews views, NamedPermissions permissions)
{
    private const int MaxUsers = 100;

    /// <summary>What an operation on a group yields.</summary>
    public async Task<Results<Ok<Container<GroupModel>>, RefusalResult>> AnswerAsync(
        Caller caller, Outcome<GroupResponse> outcome, CancellationToken cancellationToken) =>
        outcome.Succeeded
            ? WavefrontAnswers.Ok(await ShowAsync(caller, outcome.Value, cancellationToken))
            : WavefrontAnswers.Refuse(outcome.Error);

    /// <summary>A group by its id, to a caller who has just changed it and may or may not read groups.</summary>
    public async Task<GroupModel> ShowAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var found = await groups.GetAsync(caller, id, cancellationToken);
        return found.Succeeded
            ? await ShowAsync(caller, found.Value, cancellationToken)
            : await ShowAsync(caller, id, name: string.Empty, description: null, id == caller.Tenant.TenantId, cancellationToken);
    }

    /// <summary>A group.</summary>
    public Task<GroupModel> ShowAsync(Caller caller, GroupResponse group, CancellationToken cancellationToken) =>
        ShowAsync(caller, group.Id, group.Name, group.Description, group.System, cancellationToken);

    private async Task<GroupModel> ShowAsync(
        Caller caller, Guid id, string name, string? description, bool isSystem, CancellationToken cancellationToken)
    {
        var tenant = await views.NowAsync(caller, cancellationToken);
        var table = permissions.TableOf(tenant);

        // One that has just been deleted holds nothing any more.
        var rule = tenant.Groups.GetValueOrDefault(id) ?? new GroupRule(id, name, isSystem, [], []);
        var count = await members.CountAsync(caller, id, cancellationToken);
        return new GroupModel
        {
            Id = id,
            Name = rule.Name,
            Description = description,
            Users = await UsersAsync(caller, id, cancellationToken),
            UserCount = count.Succeeded ? count.Value.Count : null,
            Roles = new AccountView(tenant, table).RolesOf(rule),
            Permissions = table.Show(rule.Grants),
            Properties = GroupProperties.Of(isSystem),
        };
    }

    private async Task<IReadOnlyList<string>> UsersAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var page = await members.ListAsync(caller, id, new Paging(MaxUsers, After: null), cancellationToken);
        if (!page.Succeeded)
        {
            return [];
        }

        var ids = page.Value.Items.Select(member => member.Id).ToList();
        var known = await names.OfIdsAsync(caller.Tenant.TenantId, ids, cancellationToken);
        return [.. ids.Where(known.ContainsKey).Select(member => AccountIdentifiers.Of(known[member]))];
    }
}
