using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>One management change or refusal: who did what to whom, where and from where. Written once, never changed.</summary>
public sealed record LedgerEntry
{
    /// <summary>The longest reason.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>The entry's number: without gaps, in the order of commits.</summary>
    public required long Position { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The tenant that it concerns; null for the server as a whole.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>Who did it; null for the server itself, and for who was not known.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>What who did it was called.</summary>
    public required string ActorName { get; init; }

    /// <summary>What was done, such as <c>service_account.created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing it was done to, such as <c>service_account</c>.</summary>
    public required string SubjectKind { get; init; }

    /// <summary>The id of what it was done to.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>The principal whose cached state this changes; null where it changes the whole tenant's.</summary>
    public Guid? PrincipalId { get; init; }

    /// <summary>The organization in which it was done, where there is one.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>Where the request came from; null for the server itself.</summary>
    public string? Address { get; init; }

    /// <summary>Through which surface, such as <c>management</c>.</summary>
    public required string Surface { get; init; }

    /// <summary>The request's correlation id; null for the server itself.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Whether it was done or refused.</summary>
    public LedgerOutcome Outcome { get; init; } = LedgerOutcome.Done;

    /// <summary>The client that asked, where a client did.</summary>
    public string? ClientId { get; init; }

    /// <summary>Why it was refused: which rule, and what would make it pass.</summary>
    public string? Reason { get; init; }

    /// <summary>For how many of the same this entry stands.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What changed, as a JSON object; never a secret.</summary>
    public required string Details { get; init; }

    /// <summary>The version of the key that made the seal.</summary>
    public required int SealKeyVersion { get; init; }

    /// <summary>HMAC-SHA-256 over this entry and the seal of the one before.</summary>
    public required byte[] Seal { get; init; }
}

/// <summary>What came of what an entry tells.</summary>
public enum LedgerOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was refused, and nothing was changed.</summary>
    Refused,
}

internal sealed class LedgerEntryConfiguration : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> entry)
    {
        entry.ToTable("ledger");
        entry.HasKey(e => e.Position);
        entry.Property(e => e.Position).ValueGeneratedNever();
        entry.Property(e => e.ActorName).HasMaxLength(255);
        entry.Property(e => e.Action).HasMaxLength(64);
        entry.Property(e => e.SubjectKind).HasMaxLength(64);
        entry.Property(e => e.Address).HasMaxLength(64);
        entry.Property(e => e.Surface).HasMaxLength(32);
        entry.Property(e => e.CorrelationId).HasMaxLength(128);
        entry.Property(e => e.Seal).HasMaxLength(32);
        entry.HasIndex(e => new { e.TenantId, e.Position });
        entry.Property(e => e.ClientId).HasMaxLength(64);
        entry.Property(e => e.Reason).HasMaxLength(LedgerEntry.MaxReasonLength);
        entry.HasIndex(e => new { e.SubjectId, e.Position });
        entry.HasIndex(e => new { e.ClientId, e.Position });
        entry.HasIndex(e => new { e.TenantId, e.Outcome, e.Position });
        entry.HasIndex(e => new { e.PrincipalId, e.Position });
        entry.HasIndex(e => new { e.ActorId, e.Position });
    }
}
