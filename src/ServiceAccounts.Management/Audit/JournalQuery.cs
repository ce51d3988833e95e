using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>
/// Which entries are looked for, and how: in the order of one index, so that a page costs the same wherever it begins, and
/// through a bounded number of entries, however few of them fit.
/// </summary>
internal sealed record JournalQuery
{
    /// <summary>So many entries are looked at for one page.</summary>
    public const int MaxLookedAt = 10_000;

    // Nodes' clocks may differ by less than that: the order of numbers is nearly that of times.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public required string? ClientId { get; init; }

    public required LedgerOutcome? Outcome { get; init; }

    public required string? Action { get; init; }

    public required Guid? ActorId { get; init; }

    public required Guid? SubjectId { get; init; }

    public required Guid? PrincipalId { get; init; }

    public required Guid? OrganizationId { get; init; }

    public required DateTimeOffset? From { get; init; }

    public required DateTimeOffset? To { get; init; }

    public required bool WholeServer { get; init; }

    public required bool Ascending { get; init; }

    public required long? After { get; init; }

    public required int Limit { get; init; }

    /// <summary>How many of the entries that fit are passed over.</summary>
    public int Offset { get; init; }

    /// <summary>How many entries fit, of as many as are looked at for one page.</summary>
    public async Task<int> CountAsync(
        DbSet<LedgerEntry> ledger, Guid? tenantId, IReadOnlyList<Guid>? organizations, CancellationToken cancellationToken)
    {
        var window = await WindowAsync(ledger.AsNoTracking(), tenantId, cancellationToken);
        return await Fitting(window.Take(MaxLookedAt), organizations).CountAsync(cancellationToken);
    }

    /// <summary>One more entry than the page shows, and where to go on if there are none.</summary>
    public async Task<(List<LedgerEntry> Rows, long? Next)> FindAsync(
        DbSet<LedgerEntry> ledger, Guid? tenantId, IReadOnlyList<Guid>? organizations, CancellationToken cancellationToken)
    {
        var window = await WindowAsync(ledger.AsNoTracking(), tenantId, cancellationToken);
        var rows = await Ordered(Fitting(window.Take(MaxLookedAt), organizations)).Skip(Offset).Take(Limit + 1).ToListAsync(cancellationToken);
        if (rows.Count > Limit)
        {
            return (rows, rows[Limit - 1].Position);
        }

        // Short: either there is no more, or it was not looked far enough for this page.
        var last = await window.Skip(MaxLookedAt - 1).Select(e => (long?)e.Position).FirstOrDefaultAsync(cancellationToken);
        return (rows, last);
    }

    private async Task<IQueryable<LedgerEntry>> WindowAsync(
        IQueryable<LedgerEntry> ledger, Guid? tenantId, CancellationToken cancellationToken)
    {
        var first = From is { } from ? await FirstSinceAsync(ledger, from - Skew, cancellationToken) : 0;
        var end = To is { } to ? await FirstSinceAsync(ledger, to + Skew, cancellationToken) : long.MaxValue;
        (first, end) = (After, Ascending) switch
        {
            ({ } after, true) when after >= first => (after < long.MaxValue ? after + 1 : after, end),
            ({ } after, false) when after < end => (first, after),
            _ => (first, end),
        };
        var rows = Indexed(ledger, tenantId).Where(e => e.Position >= first && e.Position < end);
        return Ordered(rows);
    }

    // What one index finds. The tenant is compared in a form that no index has: the database would take the longest one.
    private IQueryable<LedgerEntry> Indexed(IQueryable<LedgerEntry> ledger, Guid? tenantId)
    {
        var one = this switch
        {
            { SubjectId: { } id } => ledger.Where(e => e.SubjectId == id),
            { ClientId: { } id } => ledger.Where(e => e.ClientId == id),
            { PrincipalId: { } id } => ledger.Where(e => e.PrincipalId == id),
            { ActorId: { } id } => ledger.Where(e => e.ActorId == id),
            _ => null,
        };
        return (one, tenantId, Outcome) switch
        {
            ({ } rows, { } tenant, _) => rows.Where(e => (e.TenantId ?? Guid.Empty) == tenant),
            ({ } rows, null, _) => rows,
            (null, { } tenant, { } outcome) => ledger.Where(e => e.TenantId == tenant && e.Outcome == outcome),
            (null, { } tenant, null) => ledger.Where(e => e.TenantId == tenant),
            _ => ledger,
        };
    }

    private IQueryable<LedgerEntry> Fitting(IQueryable<LedgerEntry> window, IReadOnlyList<Guid>? organizations)
    {
        window = ClientId is { } client ? window.Where(e => e.ClientId == client) : window;
        window = Outcome is { } outcome ? window.Where(e => e.Outcome == outcome) : window;
        window = ActorId is { } actor ? window.Where(e => e.ActorId == actor) : window;
        window = PrincipalId is { } principal ? window.Where(e => e.PrincipalId == principal) : window;
        window = OrganizationId is { } organization ? window.Where(e => e.OrganizationId == organization) : window;
        window = From is { } from ? window.Where(e => e.At >= from) : window;
        window = To is { } to ? window.Where(e => e.At < to) : window;
        window = organizations is null ? window : window.Where(e => e.OrganizationId != null && organizations.Contains(e.OrganizationId.Value));
        return Action switch
        {
            null => window,
            [.., '.'] => window.Where(e => e.Action.StartsWith(Action)),
            _ => window.Where(e => e.Action == Action),
        };
    }

    private IQueryable<LedgerEntry> Ordered(IQueryable<LedgerEntry> rows) =>
        Ascending ? rows.OrderBy(e => e.Position) : rows.OrderByDescending(e => e.Position);

    // Times have no index, but grow with the numbers: the place is found by halves, each a look by key.
    private static async Task<long> FirstSinceAsync(
        IQueryable<LedgerEntry> ledger, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var (low, high) = (0L, 1 + (await ledger.MaxAsync(e => (long?)e.Position, cancellationToken) ?? 0));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var at = await ledger.Where(e => e.Position >= middle).OrderBy(e => e.Position)
                .Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(cancellationToken);
            (low, high) = at < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
