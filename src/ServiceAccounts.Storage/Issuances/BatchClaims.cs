using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>What the requests of one batch claim, and who of them has lost already: of two that claim the same the first wins.</summary>
internal sealed class BatchClaims
{
    private readonly SortedDictionary<string, (PendingIssuance Pending, SingleUse Use, bool IsProof)> _first = new(StringComparer.Ordinal);

    private BatchClaims()
    {
    }

    /// <summary>Refuses what loses to another of the batch, or to what is known to have been used; all others are to be recorded.</summary>
    public static BatchClaims Settle(List<PendingIssuance> batch, ClaimsInMemory known)
    {
        var claims = new BatchClaims();
        foreach (var pending in batch)
        {
            pending.Outcome = IssuanceOutcome.Recorded;
            claims.Claim(pending.Issuance.ProofUse, pending, isProof: true, known);
            claims.Claim(pending.Issuance.SingleUse, pending, isProof: false, known);
        }

        return claims;
    }

    /// <summary>The claims as they are written with those records.</summary>
    public IReadOnlyList<BatchClaim> In(List<PendingIssuance> recorded)
    {
        if (_first.Count == 0)
        {
            return [];
        }

        var at = new Dictionary<PendingIssuance, int>(recorded.Count);
        for (var i = 0; i < recorded.Count; i++)
        {
            at[recorded[i]] = i;
        }

        return [.. _first.Select(c => new BatchClaim(c.Key, c.Value.Use.ExpiresAt, at.GetValueOrDefault(c.Value.Pending, BatchClaim.Nobody), c.Value.IsProof))];
    }

    /// <summary>Refuses those whose claims are not among the ones that the batch holds.</summary>
    public void RefuseOthers(IReadOnlySet<string> held)
    {
        foreach (var (key, (pending, _, isProof)) in _first)
        {
            if (!held.Contains(key))
            {
                Refuse(pending, isProof);
            }
        }
    }

    private void Claim(SingleUse? use, PendingIssuance pending, bool isProof, ClaimsInMemory known)
    {
        if (use is null)
        {
            return;
        }

        var key = Convert.ToHexStringLower(use.Key.AsSpan());
        if (known.Contains(key) || !_first.TryAdd(key, (pending, use, isProof)))
        {
            Refuse(pending, isProof);
        }
    }

    // Where both have been used, it is the client that is not believed.
    private static void Refuse(PendingIssuance pending, bool isProof)
    {
        if (pending.Outcome != IssuanceOutcome.AlreadyUsed)
        {
            pending.Outcome = isProof ? IssuanceOutcome.ProofAlreadyUsed : IssuanceOutcome.AlreadyUsed;
        }
    }
}
