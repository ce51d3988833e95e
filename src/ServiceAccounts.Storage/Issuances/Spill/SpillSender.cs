using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Issuances.Spill;

/// <summary>
/// Sends what lies on this node's disk until the database has it, under the ids that it had from the beginning. What turns out to
/// have been used on another node too is journalled: its token is out.
/// </summary>
public sealed class SpillSender(
    IssuanceSpill spill, IssuanceBatches batches, RefusalJournal refusals, TimeProvider time, ILogger<SpillSender> logger) : BackgroundService
{
    // A token's record waits for one such transaction at most.
    private const int MaxRecordsAtOnce = 2_000;

    // Nobody waits for it, so it may take longer than a batch for which somebody does.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private bool _isFailing;
    private int _mostAtOnce = MaxRecordsAtOnce;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        spill.Open();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The journal has stopped: once more, and what the database does not take now stays on the disk for the next start.
        await base.StopAsync(cancellationToken);
        while (spill.Bytes > 0 && await SendAsync(cancellationToken))
        {
            continue;
        }

        spill.Close();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = ShortestPause;
        try
        {
            while (true)
            {
                await spill.WaitForWorkAsync(stoppingToken);
                if (await SendAsync(stoppingToken))
                {
                    pause = ShortestPause;
                    continue;
                }

                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is tried by StopAsync.
        }
    }

    // A part of each file: whether the database took them all.
    private async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        var isFlowing = true;
        foreach (var queue in spill.Queues())
        {
            isFlowing &= queue.Waiting == 0 || await SendAsync(queue, cancellationToken);
        }

        spill.NoteFlow(isFlowing);
        return isFlowing;
    }

    private async Task<bool> SendAsync(SpillQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            await SendPartAsync(queue, cancellationToken);
            _mostAtOnce = Math.Min(_mostAtOnce * 2, MaxRecordsAtOnce);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // It is sent again until it has arrived.
        {
            // Perhaps it was too much for the time that it has: of records of many minutes many blocks are looked through.
            _mostAtOnce = Math.Max(_mostAtOnce / 2, 1);
            if (!_isFailing)
            {
                _isFailing = true;
                logger.SpillNotSent(e, spill.Bytes);
            }

            return false;
        }

        if (_isFailing && spill.Bytes == 0)
        {
            _isFailing = false;
            logger.SpillSent();
        }

        return true;
    }

    private async Task SendPartAsync(SpillQueue queue, CancellationToken cancellationToken)
    {
        SpillPart part;
        try
        {
            part = queue.Next(_mostAtOnce);
        }
        catch (InvalidDataException e)
        {
            spill.End(queue, e);
            return;
        }

        if (part.Batches.Count == 0)
        {
            spill.End(queue, null);
            return;
        }

        queue.NoteTried(part);
        var lost = await WriteAsync(part, cancellationToken);
        spill.NoteSent(queue, part);
        spill.Sent.Add(part.Batches.Count);
        Report(lost);
    }

    private async Task<IReadOnlyList<(Issuance Issuance, BatchClaim Claim)>> WriteAsync(SpillPart part, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SendLimit);
        return await batches.WriteAgainAsync(part.Batches, part.MayBeThere, limit.Token);
    }

    private void Report(IReadOnlyList<(Issuance Issuance, BatchClaim Claim)> lost)
    {
        foreach (var (issuance, claim) in lost)
        {
            refusals.Report(
                Actor.Server with { Address = issuance.Address?.ToString() },
                new Deed("token.replay_found", "application", issuance.ApplicationId)
                {
                    TenantId = issuance.TenantId,
                    PrincipalId = issuance.PrincipalId,
                    ClientId = issuance.ClientId,
                    Reason = claim.IsProof
                        ? "A DPoP proof that got a token while this node did not reach the database had been used on another node: revoke the token, and find out who sent it twice."
                        : "An assertion that got a token while this node did not reach the database had been used on another node: revoke the token, and find out who sent it twice.",
                    Details = new Dictionary<string, object?> { ["token_id"] = issuance.TokenId },
                });
        }
    }
}
