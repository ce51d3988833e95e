using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>Ends a transaction by writing its entries under the next numbers.</summary>
public sealed class LedgerWriter(LedgerSeal seal, TimeProvider time)
{
    /// <summary>Adds entries to the transaction of <paramref name="db"/> and saves; to be the last thing done in it.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> AppendAsync(
        ServiceAccountsDbContext db, IEnumerable<(Actor Actor, Deed Deed)> acts, CancellationToken cancellationToken)
    {
        var head = await db.Set<LedgerPosition>().SingleAsync(p => p.Id == LedgerPosition.OnlyId, cancellationToken);
        var entries = acts.Select(act => Next(head, act.Actor, act.Deed)).ToList();
        db.AddRange(entries);
        await db.SaveChangesAsync(cancellationToken);
        return entries;
    }

    private LedgerEntry Next(LedgerPosition head, Actor actor, Deed deed)
    {
        var unsealed = new LedgerEntry
        {
            Position = head.Position + 1,
            At = time.GetUtcNow(),
            TenantId = deed.TenantId,
            ActorId = actor.Id,
            ActorName = actor.Name,
            Action = deed.Action,
            SubjectKind = deed.SubjectKind,
            SubjectId = deed.SubjectId,
            PrincipalId = deed.PrincipalId,
            OrganizationId = deed.OrganizationId,
            Address = actor.Address,
            Surface = actor.Surface,
            CorrelationId = actor.CorrelationId,
            Outcome = deed.Outcome,
            ClientId = deed.ClientId,
            Reason = deed.Reason is { Length: > LedgerEntry.MaxReasonLength } ? deed.Reason[..LedgerEntry.MaxReasonLength] : deed.Reason,
            Count = deed.Count,
            Details = JsonSerializer.Serialize(deed.Details),
            SealKeyVersion = seal.NewestVersion,
            Seal = [],
        };
        var entry = unsealed with { Seal = seal.Of(unsealed, head.Seal) };

        head.Position = entry.Position;
        head.Seal = entry.Seal;
        return entry;
    }
}
