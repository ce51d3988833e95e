namespace ServiceAccounts.Storage;

/// <summary>This process among those that share the database: what it calls itself from its start to its end.</summary>
/// <param name="Id">Another one after every start.</param>
public sealed record Node(Guid Id);
