namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>A name that may be among the scopes of an access key or an OAuth client.</summary>
internal sealed record ScopeModel
{
    public required string Id { get; init; }

    public required string Label { get; init; }

    /// <summary><c>read</c> or <c>write</c>; <c>custom</c> for a permission of one of the tenant's Apis.</summary>
    public required string Type { get; init; }

    public required IReadOnlyList<string> DependsOn { get; init; }

    public required ScopeGroupModel Group { get; init; }
}

/// <summary>The heading under which people find a scope.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What people call it.</param>
internal sealed record ScopeGroupModel(string Id, string Label);
