using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>A batch as it is written, whatever becomes of the requests that wait for it meanwhile.</summary>
/// <param name="Id">Its id, which it keeps however often it is sent.</param>
/// <param name="CreatedAt">When it was put together.</param>
/// <param name="Issuances">The records.</param>
/// <param name="Claims">What they claim, sorted, so that two nodes never lock in opposite orders.</param>
internal sealed record BatchRecord(
    BatchId Id, DateTimeOffset CreatedAt, IReadOnlyList<Issuance> Issuances, IReadOnlyList<BatchClaim> Claims)
{
    /// <summary>The claims as rows.</summary>
    public List<SingleUseClaim> ClaimRows() =>
    [
        .. Claims.Select(claim => new SingleUseClaim
        {
            Key = claim.Key,
            ExpiresAt = claim.ExpiresAt,
            Node = Id.Node,
            Sequence = Id.Sequence,
        }),
    ];
}

/// <summary>What a batch claims.</summary>
/// <param name="Key">SHA-256 in lower-case hexadecimal.</param>
/// <param name="ExpiresAt">When it can be forgotten.</param>
/// <param name="At">Which of the batch's records rests on it; -1 where that one has been refused already.</param>
/// <param name="IsProof">Whether it is a DPoP proof; else it is an assertion.</param>
internal readonly record struct BatchClaim(string Key, DateTimeOffset ExpiresAt, int At, bool IsProof)
{
    /// <summary>The record rests on nothing of the batch.</summary>
    public const int Nobody = -1;
}
