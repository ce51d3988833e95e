using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Ledger;

/// <summary>Ends a management transaction by writing its entry under the next number.</summary>
public sealed class LedgerWriter(LedgerSeal seal, TimeProvider time)
{
    /// <summary>Adds the entry to the transaction of <paramref name="db"/> and saves; to be the last thing done in it.</summary>
    public async Task<LedgerEntry> AppendAsync(
        ServiceAccountsDbContext db, Actor actor, Deed deed, CancellationToken cancellationToken)
    {
        var head = await db.Set<LedgerPosition>().SingleAsync(p => p.Id == LedgerPosition.OnlyId, cancellationToken);
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
            Details = JsonSerializer.Serialize(deed.Details),
            SealKeyVersion = seal.NewestVersion,
            Seal = [],
        };
        var entry = unsealed with { Seal = seal.Of(unsealed, head.Seal) };

        head.Position = entry.Position;
        head.Seal = entry.Seal;
        db.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        return entry;
    }
}
