using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>The filters of a list of service accounts as they were sent; all that are given must match.</summary>
public sealed record AccountQuery
{
    private const int MaxLabels = 5;

    /// <summary>The organization that owns them; a group stands for all below it.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Whose accounts the organization stands for, where one is given.</summary>
    public OrganizationReach Reach { get; init; }

    /// <summary>They have a role bound to them directly; for surfaces whose language knows no account without one.</summary>
    public bool WithRole { get; init; }

    /// <summary><c>active</c> or <c>inactive</c>; who has expired is inactive.</summary>
    public string? Status { get; init; }

    /// <summary>The credential they were born with.</summary>
    public string? AuthType { get; init; }

    /// <summary>A role bound to them directly.</summary>
    public string? RoleId { get; init; }

    /// <summary>An account group they are in.</summary>
    public string? GroupId { get; init; }

    /// <summary>Labels, each as <c>key</c> or <c>key:value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>How their name begins.</summary>
    public string? Q { get; init; }

    /// <summary>They were made before that time, and none of their credentials has been used since.</summary>
    public string? UnusedSince { get; init; }

    /// <summary>They, or one of their secrets or tokens that still works, run out before that time.</summary>
    public string? ExpiresBefore { get; init; }

    internal Outcome<AccountFilter> Read(Caller caller)
    {
        var fields = new Fields();
        var tenant = caller.Tenant;
        var organizationId = Known("organization_id", OrganizationId, "organization", tenant.Places.ContainsKey, fields);
        var groupId = Known("group_id", GroupId, "account group", tenant.Groups.ContainsKey, fields);
        if (Labels.Count > MaxLabels || Labels.Any(label => label.Length is 0 or > ServiceAccountLabel.MaxKeyLength + 1 + ServiceAccountLabel.MaxValueLength))
        {
            fields.Add("label", $"It is a key, or key:value, and is there at most {MaxLabels} times.");
        }

        if (Q?.Length > ServiceAccount.MaxNameLength)
        {
            fields.Add("q", $"It has more than {ServiceAccount.MaxNameLength} characters.");
        }

        var filter = new AccountFilter
        {
            Organizations = organizationId is { } place ? OwnersOf(place, caller) : null,
            AdministeredFromAbove = Reach == OrganizationReach.AndAdministrators ? organizationId : null,
            WithRole = WithRole,
            Status = fields.OneOfOrNone("status", Status, Words.PrincipalStatuses),
            AuthType = fields.OneOfOrNone("auth_type", AuthType, Words.AuthTypes),
            RoleId = Known("role_id", RoleId, "role", tenant.Roles.ContainsKey, fields),
            GroupId = groupId == tenant.TenantId ? null : groupId,
            Labels = [.. Labels.Select(label => label.Split(':', 2)).Select(parts => (parts[0], parts.ElementAtOrDefault(1)))],
            NamePrefix = string.IsNullOrWhiteSpace(Q) ? null : Q.TrimStart().ToUpperInvariant(),
            UnusedSince = fields.Time("unused_since", UnusedSince),
            ExpiresBefore = fields.Time("expires_before", ExpiresBefore),
        };
        return fields.AreValid ? filter : fields.Error;
    }

    private List<Guid> OwnersOf(Guid organization, Caller caller)
    {
        var places = caller.Tenant.Places;
        return Reach switch
        {
            OrganizationReach.Own => [organization],
            OrganizationReach.AndAdministrators =>
                [.. places.Keys.Where(owner => places[organization].IsAtOrBelow(places[owner].Kind, owner))],
            _ => [.. places.Keys.Where(owner => places[owner].IsAtOrBelow(places[owner].Kind, organization))],
        };
    }

    private static Guid? Known(string field, string? value, string what, Func<Guid, bool> isKnown, Fields fields)
    {
        var id = fields.Id(field, value);
        if (id is { } given && !isKnown(given))
        {
            fields.Add(field, $"The tenant has no {what} of this id.");
        }

        return id;
    }
}

/// <summary>Whose accounts an organization stands for in a query.</summary>
public enum OrganizationReach
{
    /// <summary>Its own, and those of all below it.</summary>
    AndBelow,

    /// <summary>Its own alone.</summary>
    Own,

    /// <summary>Its own, and those of the groups above it that administer their group, and the organization with it.</summary>
    AndAdministrators,
}
