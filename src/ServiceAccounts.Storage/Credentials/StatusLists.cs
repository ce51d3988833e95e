using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// Works out which places of a status list are invalid: those whose account, application or credential is not what it was when
/// tokens were issued. A place that nobody has is valid, so that a list made a moment before a token says nothing against it.
/// </summary>
public sealed class StatusLists(IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>Whether a tenant has a list of that number.</summary>
    public async Task<bool> HasAsync(Guid tenantId, int list, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<StatusListEntry>().AnyAsync(e => e.TenantId == tenantId && e.List == list, cancellationToken);
    }

    /// <summary>The list as it is published: a bit for each place, the first in the lowest bit of the first byte; 1 is invalid.</summary>
    public async Task<byte[]> ReadAsync(Guid tenantId, int list, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = db.Set<StatusListEntry>().Where(e => e.TenantId == tenantId && e.List == list);
        var bits = new byte[StatusPlaces.PerList / 8];
        await foreach (var index in Invalid(db, entries, time.GetUtcNow()).OrderBy(i => i).Take(StatusPlaces.PerList).AsAsyncEnumerable()
            .WithCancellation(cancellationToken))
        {
            bits[index / 8] |= (byte)(1 << (index % 8));
        }

        return bits;
    }

    // What Client.Holds asks of one credential in memory: a new kind is a line here.
    private static IQueryable<int> Invalid(ServiceAccountsDbContext db, IQueryable<StatusListEntry> entries, DateTimeOffset now) => entries
        .Where(e => !(
            db.Set<Principal>().Any(p => p.Id == e.PrincipalId && p.Status == PrincipalStatus.Active && p.Epoch == e.Epoch)
            && !db.Set<ServiceAccount>().Any(a => a.Id == e.PrincipalId && a.ExpiresAt <= now)
            && (db.Set<ApiToken>().Any(t => t.Id == e.CredentialId && t.Enabled && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now))
                || (db.Set<Application>().Any(a => a.ClientId == e.ClientId && a.Enabled)
                    && (db.Set<ClientSecret>().Any(s => s.Id == e.CredentialId && (s.ExpiresAt == null || s.ExpiresAt > now))
                        || db.Set<KeySet>().Any(k => k.Id == e.CredentialId)
                        || db.Set<ClientCertificate>().Any(c => c.Id == e.CredentialId && (c.ExpiresAt == null || c.ExpiresAt > now))
                        || db.Set<FederatedCredential>().Any(f => f.Id == e.CredentialId && (f.ExpiresAt == null || f.ExpiresAt > now)))))))
        .Select(e => e.Index);
}
