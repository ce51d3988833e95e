using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Claims what may be used once where nothing is issued for it: an assertion presented to introspect or to revoke.</summary>
public sealed class SingleUseClaims(IDatabase database, ClaimsInMemory claims, TimeProvider time)
{
    /// <summary>Whether it was unused, on all nodes; from now on it is used.</summary>
    public async Task<bool> TryClaimAsync(SingleUse use, CancellationToken cancellationToken)
    {
        // A batch of its own: sent again after a lost connection it finds its own claim.
        var batch = new BatchId(Guid.CreateVersion7(time.GetUtcNow()), 0);
        var claim = new SingleUseClaim
        {
            Key = Convert.ToHexStringLower(use.Key.AsSpan()),
            ExpiresAt = use.ExpiresAt,
            Node = batch.Node,
            Sequence = batch.Sequence,
        };
        if (claims.Contains(claim.Key))
        {
            return false;
        }

        var held = await database.WriteBesideAsync((db, cancellation) => database.ClaimAsync(db, [claim], cancellation), cancellationToken);
        claims.NoteCommitted(claim.Key, claim.ExpiresAt);
        return held.Contains(claim.Key);
    }
}
