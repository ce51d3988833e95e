using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Shows roles: who has them as far as the caller may see it, and no more than a hundred of each kind.</summary>
internal sealed class RoleViews(
    RoleOperations roles, RoleAssignees assignees, AccountNames names, AccountViews views, NamedPermissions permissions)
{
    /// <summary>What an operation on a role yields.</summary>
    public async Task<Results<Ok<Container<RoleModel>>, RefusalResult>> AnswerAsync(
        Caller caller, Outcome<RoleResponse> outcome, CancellationToken cancellationToken) =>
        outcome.Succeeded
            ? WavefrontAnswers.Ok(await ShowAsync(caller, outcome.Value, cancellationToken))
            : WavefrontAnswers.Refuse(outcome.Error);

    /// <summary>A role of the tenant by its id, to a caller who has just given or taken it and may or may not read roles.</summary>
    public async Task<RoleModel> ShowAsync(Caller caller, RoleRule role, CancellationToken cancellationToken)
    {
        var found = await roles.GetAsync(caller, role.Id, cancellationToken);
        if (found.Succeeded)
        {
            return await ShowAsync(caller, found.Value, cancellationToken);
        }

        var view = await views.OfAsync(caller, cancellationToken);
        return await ShowAsync(caller, role.Id, role.Name, null, isSystem: false, view.PermissionsOf(role), cancellationToken);
    }

    /// <summary>A role.</summary>
    public async Task<RoleModel> ShowAsync(Caller caller, RoleResponse role, CancellationToken cancellationToken)
    {
        var table = permissions.TableOf(await views.NowAsync(caller, cancellationToken));
        var held = table.Show(role.Permissions.Select(table.Find).OfType<Permission>());
        return await ShowAsync(caller, role.Id, role.Name, role.Description, role.System, held, cancellationToken);
    }

    private async Task<RoleModel> ShowAsync(
        Caller caller, Guid id, string name, string? description, bool isSystem, IReadOnlyList<string> held, CancellationToken cancellationToken)
    {
        var tenant = await views.NowAsync(caller, cancellationToken);
        var view = new AccountView(tenant, permissions.TableOf(tenant));
        var who = (await assignees.GetAsync(caller with { Tenant = tenant }, id, cancellationToken)).Value;
        var known = await names.OfIdsAsync(tenant.TenantId, [.. who?.PrincipalIds ?? []], cancellationToken);
        return new RoleModel
        {
            Id = id,
            Name = name,
            Description = description,
            Permissions = held,
            Properties = new RoleProperties(!isSystem, !isSystem, UsersAddable: true, UsersRemovable: true),
            LinkedAccountsCount = who?.PrincipalCount,
            LinkedGroupsCount = who?.GroupCount,
            SampleLinkedAccounts = [.. who?.PrincipalIds.Where(known.ContainsKey).Select(own => AccountIdentifiers.Of(known[own])) ?? []],
            SampleLinkedGroups = [.. who?.GroupIds.Select(group => tenant.Groups[group]).Select(view.Group) ?? []],
        };
    }
}
