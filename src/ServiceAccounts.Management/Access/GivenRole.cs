using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Access;

/// <summary>A role that the caller may give at a place: it holds there all that the role holds.</summary>
internal sealed record GivenRole(RoleRule Role, Place Place)
{
    public static OperationError AlreadyBound { get; } = OperationError.Conflict("already_bound", "It has this role at this place.");

    /// <summary>What a request gives; <paramref name="byDefault"/> says where a role goes that names no place.</summary>
    public static Outcome<GivenRole> Of(BindRoleRequest request, Func<RoleRule, Place?> byDefault, Caller caller)
    {
        var fields = new Fields();
        if (request.RoleId is not { } id || !caller.Tenant.Roles.TryGetValue(id, out var role))
        {
            fields.Add("role_id", "The tenant has no role of this id.");
            return fields.Error;
        }

        if (BindingPlace.Of(role, request.Place, byDefault(role), caller, fields) is not { } place)
        {
            return fields.Error;
        }

        return caller.CanGive(role, place) ? new GivenRole(role, place) : OperationError.AbovePrivileges($"The role {role.Name}");
    }
}

/// <summary>A permission that the caller may give: it holds it in the whole tenant.</summary>
internal sealed record GivenPermission(Permission Permission)
{
    public static OperationError AlreadyGranted { get; } = OperationError.Conflict("already_granted", "It has this permission by itself.");

    /// <summary>What a request gives.</summary>
    public static Outcome<GivenPermission> Of(string? name, Guid? apiId, Caller caller)
    {
        var fields = new Fields();
        if (PermissionNames.Find("permission", name, apiId, caller.Tenant, fields) is not { } permission)
        {
            return fields.Error;
        }

        return caller.CanGive(permission, caller.TenantPlace)
            ? new GivenPermission(permission)
            : OperationError.AbovePrivileges($"The permission {permission.Name}");
    }

    /// <summary>Why a grant cannot be taken away that is not exactly one.</summary>
    public static OperationError NotOne(string? name, int count) => (name, count) switch
    {
        (null or "", _) => OperationError.Invalid(new Dictionary<string, string> { ["permission"] = "It is required." }),
        (_, 0) => OperationError.NotFound("grant"),
        _ => OperationError.Invalid(new Dictionary<string, string> { ["api_id"] = "It has permissions of this name of several Apis: say of which." }),
    };
}
