namespace ServiceAccounts.Storage.Ledger;

/// <summary>What a management operation did, before it has a number in the ledger.</summary>
/// <param name="Action">What was done, such as <c>service_account.created</c>.</param>
/// <param name="SubjectKind">The kind of thing it was done to.</param>
/// <param name="SubjectId">The id of what it was done to.</param>
public sealed record Deed(string Action, string SubjectKind, Guid SubjectId)
{
    /// <summary>The tenant that it concerns.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The principal whose cached state it changes; null where it changes the whole tenant's.</summary>
    public Guid? PrincipalId { get; init; }

    /// <summary>The organization in which it was done.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>Whether it was done or refused.</summary>
    public LedgerOutcome Outcome { get; init; } = LedgerOutcome.Done;

    /// <summary>The client that asked, or whose settings or credentials were changed.</summary>
    public string? ClientId { get; init; }

    /// <summary>Why it was refused: which rule, and what would make it pass.</summary>
    public string? Reason { get; init; }

    /// <summary>For how many of the same it stands.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What changed, by name; never a secret.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();
}

/// <summary>Who does something, and from where.</summary>
/// <param name="Id">The principal; null for the server itself, and for who is not known.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Surface">Through which surface.</param>
/// <param name="Address">From which address.</param>
/// <param name="CorrelationId">In which request.</param>
public sealed record Actor(Guid? Id, string Name, string Surface, string? Address, string? CorrelationId)
{
    /// <summary>The epoch of the principal when it was authenticated: a later one means that it has been deactivated since.</summary>
    public long Epoch { get; init; }

    /// <summary>The API token by which it was authenticated; null where it was by something else.</summary>
    public Guid? ApiTokenId { get; init; }

    /// <summary>The server itself.</summary>
    public static Actor Server { get; } = new(null, "server", "server", null, null);
}
