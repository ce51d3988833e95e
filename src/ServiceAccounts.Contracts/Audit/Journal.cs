using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace ServiceAccounts.Contracts.Audit;

/// <summary>One entry of the journal: a change, or a refusal.</summary>
public sealed record JournalEntryResponse
{
    /// <summary>Its number: without gaps, in the order in which things happened.</summary>
    public required long Position { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The tenant that it concerns; null for the server as a whole, and for strangers.</summary>
    public required Guid? TenantId { get; init; }

    /// <summary>Who did it, or asked for it.</summary>
    public required JournalActorResponse Actor { get; init; }

    /// <summary>What was done or refused, such as <c>service_account.created</c> or <c>token.refused</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public required JournalSubjectResponse Subject { get; init; }

    /// <summary>The principal that it concerns.</summary>
    public required Guid? PrincipalId { get; init; }

    /// <summary>The organization in which it was done.</summary>
    public required Guid? OrganizationId { get; init; }

    /// <summary>The client that asked, where a client did.</summary>
    public required string? ClientId { get; init; }

    /// <summary><c>done</c> or <c>refused</c>.</summary>
    [AllowedValues("done", "refused")]
    public required string Outcome { get; init; }

    /// <summary>Why it was refused: which rule, and what would make it pass.</summary>
    public required string? Reason { get; init; }

    /// <summary>For how many of the same it stands.</summary>
    public required int Count { get; init; }

    /// <summary>Where the request came from; a network where it stands for several.</summary>
    public required string? Address { get; init; }

    /// <summary>Through which surface, such as <c>management</c> or <c>token</c>.</summary>
    public required string Surface { get; init; }

    /// <summary>In which request.</summary>
    public required string? CorrelationId { get; init; }

    /// <summary>What changed, by name; never a secret.</summary>
    public required JsonElement Details { get; init; }

    /// <summary>The seal over this entry and the one before, in hexadecimal.</summary>
    public required string Seal { get; init; }
}

/// <summary>Who did something.</summary>
/// <param name="Id">The principal; null for the server itself, and for who is not known.</param>
/// <param name="Name">What they are called.</param>
public sealed record JournalActorResponse(Guid? Id, string Name);

/// <summary>What something was done to.</summary>
/// <param name="Kind">The kind of thing.</param>
/// <param name="Id">Its id; null where it has none.</param>
public sealed record JournalSubjectResponse(string Kind, Guid? Id);

/// <summary>Asks whether the journal is what it was.</summary>
public sealed record VerifyJournalRequest
{
    /// <summary>Ends of the chain that were written down earlier: a tail cut off since is found by them.</summary>
    public IReadOnlyList<JournalHead>? Heads { get; init; }

    /// <summary>Whether the blocks of issued tokens are compared with their entries too.</summary>
    public bool? Blocks { get; init; }
}

/// <summary>An end of the chain that was written down.</summary>
/// <param name="Position">The number of the entry.</param>
/// <param name="Seal">Its seal, in hexadecimal.</param>
public sealed record JournalHead(long? Position, string? Seal);

/// <summary>What came of recomputing the journal.</summary>
public sealed record VerifyJournalResponse
{
    /// <summary>Whether everything asked for holds.</summary>
    public required bool Verified { get; init; }

    /// <summary>How many entries hold.</summary>
    public required long Entries { get; init; }

    /// <summary>The number of the last entry that was dropped for its age, after which the chain begins; null where none was.</summary>
    public required long? PrunedUpTo { get; init; }

    /// <summary>The last entry that holds; to be written down elsewhere. Null in an empty journal.</summary>
    public required JournalHeadResponse? Head { get; init; }

    /// <summary>The number of the first entry that is not what it was, or not there.</summary>
    public required long? FirstBrokenPosition { get; init; }

    /// <summary>Whether the chain has each head that was asked for.</summary>
    public required IReadOnlyList<JournalHeadMatch> Heads { get; init; }

    /// <summary>How many blocks of issued tokens are as they were sealed; null where that was not asked.</summary>
    public required long? Blocks { get; init; }
}

/// <summary>An end of the chain.</summary>
/// <param name="Position">The number of the entry.</param>
/// <param name="At">When it was written.</param>
/// <param name="Seal">Its seal, in hexadecimal.</param>
public sealed record JournalHeadResponse(long Position, DateTimeOffset At, string Seal);

/// <summary>Whether the chain has a head that was asked for.</summary>
/// <param name="Position">The number of the entry.</param>
/// <param name="Matches">Whether the entry has that seal, and all before it hold; null where it was dropped for its age.</param>
public sealed record JournalHeadMatch(long Position, bool? Matches);
