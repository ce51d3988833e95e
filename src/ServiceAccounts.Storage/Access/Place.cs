using System.Collections.Immutable;

namespace ServiceAccounts.Storage.Access;

/// <summary>The kinds of place at which a role can be bound, the widest first.</summary>
public enum PlaceKind
{
    /// <summary>The whole server.</summary>
    System,

    /// <summary>A tenant.</summary>
    Tenant,

    /// <summary>A group of organizations.</summary>
    Group,

    /// <summary>An organization.</summary>
    Organization,
}

/// <summary>Where something is: the place itself and all above it. What is held at a place holds everywhere below.</summary>
public sealed class Place
{
    private readonly ImmutableArray<Guid> _path;

    private Place(PlaceKind kind, Guid? tenantId, ImmutableArray<Guid> path)
    {
        Kind = kind;
        TenantId = tenantId;
        _path = path;
    }

    /// <summary>The whole server.</summary>
    public static Place System { get; } = new(PlaceKind.System, null, []);

    /// <summary>What kind of place it is.</summary>
    public PlaceKind Kind { get; }

    /// <summary>The tenant it is in; null for the whole server.</summary>
    public Guid? TenantId { get; }

    /// <summary>The id of the place; null for the whole server.</summary>
    public Guid? Id => _path.IsEmpty ? null : _path[0];

    /// <summary>How deep it lies in its tenant: the tenant itself at 0, a topmost group at 1.</summary>
    public int Depth => Math.Max(_path.Length - 1, 0);

    /// <summary>A tenant.</summary>
    public static Place Tenant(Guid tenantId) => new(PlaceKind.Tenant, tenantId, [tenantId]);

    /// <summary>A group or organization; <paramref name="path"/> begins with itself and goes up to its topmost group.</summary>
    public static Place Organization(PlaceKind kind, Guid tenantId, IEnumerable<Guid> path) =>
        new(kind, tenantId, [.. path, tenantId]);

    /// <summary>Whether what is held at that place is held here.</summary>
    public bool IsAtOrBelow(PlaceKind kind, Guid? id) =>
        kind == PlaceKind.System || (id is { } place && _path.Contains(place));
}
