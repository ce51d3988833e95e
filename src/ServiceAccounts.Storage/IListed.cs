namespace ServiceAccounts.Storage;

/// <summary>A thing that lists show in the order of creation.</summary>
public interface IListed
{
    /// <summary>The thing's id, which settles the order of those made at the same time.</summary>
    Guid Id { get; }

    /// <summary>When it was made.</summary>
    DateTimeOffset CreatedAt { get; }
}
