using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>A place in a tenant's Token Status Lists.</summary>
/// <param name="List">The number of the list among those of the tenant, from 0.</param>
/// <param name="Index">The place in it, below <see cref="StatusPlaces.PerList"/>.</param>
public readonly record struct StatusPlace(int List, int Index);

/// <summary>
/// Gives each credential, under each epoch of its account, a place in a status list when it first needs one: by one write, and from
/// memory from then on. Places are chosen at random, so that neighbours have nothing to do with each other.
/// </summary>
public sealed class StatusPlaces
{
    /// <summary>How many places a list has.</summary>
    public const int PerList = 1 << 16;

    // Where all of so many places are taken a new list is begun: that is when about two thirds of one are.
    private const int Tries = 16;
    private const int Attempts = 3;

    // No token lives longer than a day, and no list is kept as long: after two nobody looks at a place that has ended.
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(2);

    private readonly ConcurrentDictionary<(Guid CredentialId, long Epoch), StatusPlace> _known = new();
    private readonly OneAtATime<Pair, StatusPlace> _running;
    private readonly IDatabase _database;
    private readonly IDbContextFactory<ServiceAccountsDbContext> _contexts;
    private readonly Freshness _freshness;
    private readonly TimeProvider _time;
    private readonly int _maxKnown;

    /// <summary>Begins with nothing in memory.</summary>
    public StatusPlaces(
        IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, Freshness freshness, IOptions<CacheOptions> options,
        TimeProvider time)
    {
        (_database, _contexts, _freshness, _time, _maxKnown) = (database, contexts, freshness, time, options.Value.Clients);
        _running = new OneAtATime<Pair, StatusPlace>(LoadAsync);
    }

    /// <summary>The place of all tokens that a client gets by the credential it has proved, until its account's epoch is raised.</summary>
    public ValueTask<StatusPlace> FindAsync(AuthenticatedClient authenticated, CancellationToken cancellationToken)
    {
        var client = authenticated.Client;
        if (_known.TryGetValue((authenticated.CredentialId, client.Epoch), out var place))
        {
            return new ValueTask<StatusPlace>(place);
        }

        _freshness.ThrowIfStale("places in status lists");
        return new ValueTask<StatusPlace>(_running
            .LoadAsync(new Pair(client.TenantId, client.PrincipalId, client.Id, authenticated.CredentialId, client.Epoch))
            .WaitAsync(cancellationToken));
    }

    private async Task<StatusPlace> LoadAsync(Pair pair)
    {
        var place = await FindAsync(pair) ?? await AllocateAsync(pair);
        if (_known.Count >= _maxKnown)
        {
            _known.Clear();
        }

        return _known[(pair.CredentialId, pair.Epoch)] = place;
    }

    // A restart finds what there is without being a writer.
    private async Task<StatusPlace?> FindAsync(Pair pair)
    {
        await using var db = await _contexts.CreateDbContextAsync(CancellationToken.None);
        return await Of(db, pair).Select(e => (StatusPlace?)new StatusPlace(e.List, e.Index)).SingleOrDefaultAsync(CancellationToken.None);
    }

    private async Task<StatusPlace> AllocateAsync(Pair pair)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _database.WriteAsync((db, cancellation) => AllocateAsync(db, pair, cancellation), CancellationToken.None);
            }
            catch (DbUpdateException e) when (attempt < Attempts && _database.IsDuplicate(e))
            {
                // Another node was faster, at this pair or at that place.
                continue;
            }
        }
    }

    private async Task<StatusPlace> AllocateAsync(ServiceAccountsDbContext db, Pair pair, CancellationToken cancellationToken)
    {
        if (await Of(db, pair).SingleOrDefaultAsync(cancellationToken) is { } there)
        {
            return new StatusPlace(there.List, there.Index);
        }

        var now = _time.GetUtcNow();
        await ForgetAsync(db, pair.CredentialId, now - ForgottenAfter, cancellationToken);
        var (list, index) = await FreeAsync(db, pair.TenantId, cancellationToken);
        db.Add(new StatusListEntry
        {
            TenantId = pair.TenantId,
            List = list,
            Index = index,
            PrincipalId = pair.PrincipalId,
            ClientId = pair.ClientId,
            CredentialId = pair.CredentialId,
            Epoch = pair.Epoch,
            CreatedAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        return new StatusPlace(list, index);
    }

    private static async Task<StatusPlace> FreeAsync(ServiceAccountsDbContext db, Guid tenantId, CancellationToken cancellationToken)
    {
        var newest = await db.Set<StatusListEntry>().Where(e => e.TenantId == tenantId).MaxAsync(e => (int?)e.List, cancellationToken) ?? 0;
        var wanted = Enumerable.Range(0, Tries).Select(_ => RandomNumberGenerator.GetInt32(PerList)).ToList();
        var taken = await db.Set<StatusListEntry>()
            .Where(e => e.TenantId == tenantId && e.List == newest && EF.Parameter(wanted).Contains(e.Index))
            .Select(e => e.Index).OrderBy(i => i).Take(Tries).ToListAsync(cancellationToken);
        var free = wanted.FindIndex(index => !taken.Contains(index));
        return free >= 0 ? new StatusPlace(newest, wanted[free]) : new StatusPlace(newest + 1, wanted[0]);
    }

    // Who activates and deactivates without end makes an epoch each time. An epoch had ended when the next one had its place.
    private static async Task ForgetAsync(
        ServiceAccountsDbContext db, Guid credentialId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var own = db.Set<StatusListEntry>().Where(e => e.CredentialId == credentialId);
        if (await own.Where(e => e.CreatedAt <= before).MaxAsync(e => (long?)e.Epoch, cancellationToken) is { } newest)
        {
            await own.Where(e => e.Epoch < newest).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private static IQueryable<StatusListEntry> Of(ServiceAccountsDbContext db, Pair pair) =>
        db.Set<StatusListEntry>().AsNoTracking().Where(e => e.CredentialId == pair.CredentialId && e.Epoch == pair.Epoch);

    /// <summary>A credential under one epoch, and whose it is.</summary>
    private sealed record Pair(Guid TenantId, Guid PrincipalId, string ClientId, Guid CredentialId, long Epoch);
}
