using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// Notes when and from where credentials are used: in memory, so that a use costs no write, and now and then in one write for
/// all of them. Read back with what is still in memory.
/// </summary>
public sealed class CredentialUses(IDatabase database, ILogger<CredentialUses> logger) : IDisposable
{
    /// <summary>The most keys of one key set whose use is kept: a set whose keys change all the time must not fill the table.</summary>
    public const int MaxKeys = 100;

    // Past it uses of other credentials are not noted until there is room: memory is bounded, also while the database is away.
    private const int MaxInMemory = 100_000;

    // A token waits for one such transaction at most.
    private const int MaxAtOnce = 1_000;

    // The most rows read for one page: far more than its accounts have credentials.
    private const int MaxRead = 50_000;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly Dictionary<(Guid CredentialId, string KeyId), CredentialUse> _noted = [];

    /// <summary>Notes one use of a client secret or API token.</summary>
    public void Note(Guid credentialId, Guid principalId, Guid tenantId, DateTimeOffset at, IPAddress? address)
    {
        lock (_lock)
        {
            Fold(credentialId, null, principalId, tenantId, at, address);
        }
    }

    /// <summary>Notes the credentials for which tokens have been issued.</summary>
    public void Note(IEnumerable<Issuance> issued)
    {
        lock (_lock)
        {
            foreach (var token in issued)
            {
                var (credentialId, principalId) = token.Used ?? (token.CredentialId, token.PrincipalId);
                Fold(credentialId, token.KeyId, principalId, token.TenantId, token.IssuedAt, token.Address);
            }
        }
    }

    /// <summary>Writes what is in memory.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            foreach (var chunk in Noted(_ => true).Chunk(MaxAtOnce))
            {
                await database.WriteBesideAsync((db, cancellation) => WriteAsync(db, chunk, cancellation), cancellationToken);
                Drop(chunk);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // Nothing is lost: it is written with the next.
        {
            logger.UsesNotWritten(e, Noted(_ => true).Count);
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>The last uses of all credentials of these principals, as new as they are in memory.</summary>
    public async Task<LastUses> OfAsync(
        ServiceAccountsDbContext db, IReadOnlyCollection<Guid> principalIds, CancellationToken cancellationToken)
    {
        // Memory first: what is written and dropped between the two reads is then seen twice, and never not at all.
        var wanted = principalIds.ToHashSet();
        var noted = Noted(use => wanted.Contains(use.PrincipalId));
        var kept = await db.Set<CredentialUse>().AsNoTracking().Where(use => principalIds.Contains(use.PrincipalId))
            .OrderBy(use => use.CredentialId).Take(MaxRead).ToListAsync(cancellationToken);
        return new LastUses(kept.Concat(noted));
    }

    /// <inheritdoc />
    public void Dispose() => _flushing.Dispose();

    // What is being written stays in memory until it is there, so that no reader misses it meanwhile.
    private void Drop(IEnumerable<CredentialUse> written)
    {
        lock (_lock)
        {
            foreach (var use in written.Where(use => ReferenceEquals(_noted.GetValueOrDefault((use.CredentialId, use.KeyId)), use)))
            {
                _noted.Remove((use.CredentialId, use.KeyId));
            }
        }
    }

    private List<CredentialUse> Noted(Predicate<CredentialUse> isWanted)
    {
        lock (_lock)
        {
            return [.. _noted.Values.Where(use => isWanted(use))];
        }
    }

    private void Fold(Guid credentialId, string? keyId, Guid principalId, Guid tenantId, DateTimeOffset at, IPAddress? address)
    {
        // A token waits for this. Its time is in whole seconds: of a thousand in one, one is kept.
        (Guid CredentialId, string KeyId) key = (credentialId, CredentialUse.KeptFormOf(keyId));
        if (_noted.TryGetValue(key, out var earlier) ? earlier.UsedAt >= at : _noted.Count >= MaxInMemory)
        {
            return;
        }

        // A new one and not the earlier one changed: that may be on its way into the database just now.
        _noted[key] = new CredentialUse
        {
            CredentialId = key.CredentialId,
            KeyId = key.KeyId,
            PrincipalId = principalId,
            TenantId = tenantId,
            UsedAt = at,
            Address = (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString(),
        };
    }

    private async Task<bool> WriteAsync(ServiceAccountsDbContext db, CredentialUse[] uses, CancellationToken cancellationToken)
    {
        await database.KeepLatestAsync(db, uses, cancellationToken);
        var keySets = uses.Where(use => use.KeyId.Length > 0).Select(use => use.CredentialId).Distinct().ToList();
        if (keySets.Count == 0)
        {
            return true;
        }

        var full = await db.Set<CredentialUse>().Where(use => EF.Parameter(keySets).Contains(use.CredentialId))
            .GroupBy(use => use.CredentialId).Where(set => set.Count() > MaxKeys).Select(set => set.Key)
            .OrderBy(id => id).Take(MaxAtOnce).ToListAsync(cancellationToken);
        foreach (var keySet in full)
        {
            var all = db.Set<CredentialUse>().Where(use => use.CredentialId == keySet);
            var oldest = await all.OrderByDescending(use => use.UsedAt).Skip(MaxKeys - 1).Select(use => use.UsedAt).FirstAsync(cancellationToken);
            await all.Where(use => use.UsedAt < oldest).ExecuteDeleteAsync(cancellationToken);
        }

        return true;
    }
}
