namespace ServiceAccounts.Contracts.Access;

/// <summary>A permission that can be held in the tenant.</summary>
public sealed record PermissionResponse
{
    /// <summary>The permission's name, which is also a scope.</summary>
    public required string Name { get; init; }

    /// <summary>The Api that defines it.</summary>
    public required ApiOfPermissionResponse Api { get; init; }

    /// <summary>What it lets its holder do; null where the Api is not this server's own.</summary>
    public required string? Description { get; init; }

    /// <summary>Whether it has an effect only where it is held at <c>system</c>.</summary>
    public required bool SystemOnly { get; init; }
}

/// <summary>The Api that defines a permission.</summary>
/// <param name="Id">The Api's id.</param>
/// <param name="Identifier">The <c>aud</c> of its tokens.</param>
/// <param name="Name">What people call it.</param>
public sealed record ApiOfPermissionResponse(Guid Id, string Identifier, string Name);
