using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>What an administrator reads in the journal.</summary>
public sealed class JournalOperations(IDbContextFactory<ServiceAccountsDbContext> contexts, RefusalJournal refusals)
{
    /// <summary>
    /// Entries, the newest first: with <c>journal.read</c> at the tenant all of the tenant's, elsewhere those of the
    /// organizations below; at <c>system</c>, where asked for, all there are.
    /// </summary>
    public async Task<Outcome<Page<JournalEntryResponse>>> ListAsync(
        Caller caller, JournalFilter filter, int? limit, CancellationToken cancellationToken)
    {
        var read = ReadFor(caller, filter, limit);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        var query = read.Value;

        // Whoever has just been refused asks why.
        await refusals.FlushAsync(cancellationToken);

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (rows, next) = await query.FindAsync(
            db.Set<LedgerEntry>(), query.WholeServer ? null : caller.Tenant.TenantId,
            query.WholeServer ? null : ReadableBy(caller), cancellationToken);
        return new Page<JournalEntryResponse>(
            [.. rows.Take(query.Limit).Select(Show)], next is { } position ? JournalFilter.CursorOf(position) : null);
    }

    /// <summary>How many entries match, counted up to <see cref="JournalFilter.MaxOffset"/>.</summary>
    public async Task<Outcome<Total>> CountAsync(Caller caller, JournalFilter filter, CancellationToken cancellationToken)
    {
        var read = ReadFor(caller, filter, limit: null);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        var query = read.Value;
        await refusals.FlushAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new Total(await query.CountAsync(
            db.Set<LedgerEntry>(), query.WholeServer ? null : caller.Tenant.TenantId, query.WholeServer ? null : ReadableBy(caller), cancellationToken));
    }

    // The query, where the caller may ask it.
    private static Outcome<JournalQuery> ReadFor(Caller caller, JournalFilter filter, int? limit)
    {
        if (!caller.CanAnywhere(ManagementPermissions.JournalRead))
        {
            return OperationError.Forbidden(ManagementPermissions.JournalRead);
        }

        var read = filter.Read(limit);
        return read is { Succeeded: true, Value.WholeServer: true } && !caller.Can(ManagementPermissions.JournalRead, Place.System)
            ? OperationError.SystemOnly("The journal of the whole server", ManagementPermissions.JournalRead)
            : read;
    }

    // Null where it is the whole tenant.
    private static List<Guid>? ReadableBy(Caller caller) =>
        caller.Can(ManagementPermissions.JournalRead, caller.TenantPlace)
            ? null
            : [.. caller.Tenant.Places.Where(place => caller.Can(ManagementPermissions.JournalRead, place.Value)).Select(place => place.Key)];

    private static JournalEntryResponse Show(LedgerEntry entry) =>
        new()
        {
            Position = entry.Position,
            At = entry.At,
            TenantId = entry.TenantId,
            Actor = new JournalActorResponse(entry.ActorId, entry.ActorName),
            Action = entry.Action,
            Subject = new JournalSubjectResponse(entry.SubjectKind, entry.SubjectId == Guid.Empty ? null : entry.SubjectId),
            PrincipalId = entry.PrincipalId,
            OrganizationId = entry.OrganizationId,
            ClientId = entry.ClientId,
            Outcome = entry.Outcome == LedgerOutcome.Done ? "done" : "refused",
            Reason = entry.Reason,
            Count = entry.Count,
            Address = entry.Address,
            Surface = entry.Surface,
            CorrelationId = entry.CorrelationId,
            Details = DetailsOf(entry),
            Seal = Convert.ToHexStringLower(entry.Seal),
        };

    // What somebody wrote over an entry need not be JSON; the rest of the page is readable all the same.
    private static JsonElement DetailsOf(LedgerEntry entry)
    {
        try
        {
            using var details = JsonDocument.Parse(entry.Details);
            return details.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement("not readable");
        }
    }
}
