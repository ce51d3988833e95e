using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Reads and shows roles; a page asks the database as often as one does.</summary>
internal sealed class RoleModels(KnownNumbers numbers)
{
    private const int MaxUsers = 1_000;
    private const int MaxNameLength = 128;
    private const int MaxDescriptionLength = 255;

    /// <summary>A new role as our operation takes it: one of the whole tenant, for there is nothing smaller in this API.</summary>
    public static Outcome<CreateRoleRequest> Read(CreateRoleDefinition request, TenantAccess tenant)
    {
        var fields = new SumoFields();
        var permissions = ReadPermissions(
            request.Name, request.Description, request.FilterPredicate, request.Capabilities ?? [], request.AutofillDependencies, tenant, fields);
        return fields.AreValid
            ? new CreateRoleRequest { Name = request.Name, Description = request.Description, Level = "tenant", Permissions = permissions }
            : fields.Error;
    }

    /// <summary>A change of a role as our operation takes it.</summary>
    public static Outcome<UpdateRoleRequest> Read(UpdateRoleDefinition request, TenantAccess tenant)
    {
        var fields = new SumoFields().Present("description", request.Description).Present("filterPredicate", request.FilterPredicate)
            .Present("users", request.Users).Present("capabilities", request.Capabilities);
        var permissions = ReadPermissions(
            request.Name, request.Description, request.FilterPredicate, request.Capabilities ?? [], request.AutofillDependencies, tenant, fields);
        return fields.AreValid
            ? new UpdateRoleRequest { Name = new(request.Name), Description = new(request.Description), Permissions = new(permissions) }
            : fields.Error;
    }

    public async Task<RoleModel> ShowAsync(Caller caller, RoleResponse role, CancellationToken cancellationToken) =>
        (await ShowAsync(caller, [role], cancellationToken))[0];

    public async Task<IReadOnlyList<RoleModel>> ShowAsync(Caller caller, IReadOnlyList<RoleResponse> roles, CancellationToken cancellationToken)
    {
        var users = await numbers.UsersOfRolesAsync(caller.Tenant.TenantId, [.. roles.Select(role => role.Id)], MaxUsers, cancellationToken);
        return [.. roles.Select(role => Show(role, users[role.Id]))];
    }

    private static RoleModel Show(RoleResponse role, IReadOnlyList<long>? users)
    {
        // Those of the system were never made; of the others it is not kept who made or changed them.
        var createdAt = role.CreatedAt ?? DateTimeOffset.UnixEpoch;
        return new RoleModel
        {
            Id = SumoIds.Of(role.Number),
            Name = role.Name,
            Description = role.Description ?? string.Empty,
            FilterPredicate = string.Empty,
            Users = users is null ? null : [.. users.Select(SumoIds.Of)],
            Capabilities = Capabilities.Of(role.Permissions),
            AutofillDependencies = true,
            SystemDefined = role.System,
            CreatedAt = createdAt,
            CreatedBy = SumoIds.Nobody,
            ModifiedAt = createdAt,
            ModifiedBy = SumoIds.Nobody,
        };
    }

    private static IReadOnlyList<string> ReadPermissions(
        string? name, string? description, string? filterPredicate, IReadOnlyList<string> capabilities, bool? autofill, TenantAccess tenant,
        SumoFields fields)
    {
        fields.Required("name", name, MaxNameLength).Optional("description", description, MaxDescriptionLength);
        if (!string.IsNullOrEmpty(filterPredicate))
        {
            fields.Add("filterPredicate", "There is no log data here that it could narrow: send an empty one.");
        }

        return Capabilities.ToPermissions("capabilities", capabilities, tenant, fields, autofill ?? true, qualified: true);
    }
}
