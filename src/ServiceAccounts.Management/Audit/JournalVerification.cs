using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>Whether the journal is what it was.</summary>
public sealed class JournalVerification(LedgerVerification ledger, SealedBlockCheck blocks)
{
    private const int MaxHeads = 100;
    private const int SealDigits = 64;

    /// <summary>Recomputes the whole chain; needs <c>journal.read</c> at <c>system</c>.</summary>
    public async Task<Outcome<VerifyJournalResponse>> VerifyAsync(
        Caller caller, VerifyJournalRequest? request, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.JournalRead, Place.System))
        {
            return OperationError.SystemOnly("Verifying the journal", ManagementPermissions.JournalRead);
        }

        var fields = new Fields();
        var heads = Read(request?.Heads ?? [], fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        var counted = request?.Blocks == true ? 0L : (long?)null;
        var firstMinute = counted is null ? 0 : await blocks.FirstMinuteAsync(cancellationToken);
        var check = await ledger.CheckAsync(
            heads,
            async (entry, cancellation) =>
            {
                if (counted is null || entry.Action != SealedBlocks.SealedAction)
                {
                    return true;
                }

                var intact = await blocks.CountAsync(entry, firstMinute, cancellation);
                counted += intact ?? 0;
                return intact is not null;
            },
            cancellationToken);
        return new VerifyJournalResponse
        {
            Verified = check.FirstBroken is null && heads.Keys.All(position => Matches(check, position) != false),
            Entries = (check.Head?.Position ?? 0) - check.PrunedUpTo,
            PrunedUpTo = check.PrunedUpTo == 0 ? null : check.PrunedUpTo,
            Head = check.Head is { } head ? new JournalHeadResponse(head.Position, head.At, Convert.ToHexStringLower(head.Seal)) : null,
            FirstBrokenPosition = check.FirstBroken,
            Heads = [.. heads.Keys.Order().Select(position => new JournalHeadMatch(position, Matches(check, position)))],
            Blocks = counted,
        };
    }

    // A head of before the first entry that is still kept can be compared with nothing.
    private static bool? Matches(LedgerCheck check, long position) =>
        position < check.PrunedUpTo ? null : check.Matching.Contains(position);

    private static Dictionary<long, byte[]> Read(IReadOnlyList<JournalHead?> heads, Fields fields)
    {
        var read = new Dictionary<long, byte[]>();
        if (heads.Count > MaxHeads)
        {
            fields.Add("heads", $"It has more than {MaxHeads} items.");
            return read;
        }

        foreach (var head in heads)
        {
            if (head is not { Position: >= 1 and var position, Seal: { Length: SealDigits } seal } || !seal.All(char.IsAsciiHexDigit))
            {
                fields.Add("heads", $"Each has a position from 1, and a seal of {SealDigits} hexadecimal digits.");
            }
            else if (!read.TryAdd(position, Convert.FromHexString(seal)))
            {
                fields.Add("heads", "A position is there more than once.");
            }
        }

        return read;
    }
}
