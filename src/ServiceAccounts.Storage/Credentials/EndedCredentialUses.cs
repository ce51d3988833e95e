using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// Forgets the uses of credentials that are gone. The last use of a principal stays as long as the principal, whatever became of
/// the credential: an account is not dormant because its secret has just been replaced.
/// </summary>
public sealed class EndedCredentialUses(IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    // A part of the table at a time: nobody waits for the whole of it.
    private const int MaxRows = 2_000;

    private Guid _next;

    /// <summary>Looks through the next part of the table; how many rows went.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var credentials = await db.Set<CredentialUse>().Where(use => use.CredentialId.CompareTo(_next) > 0)
            .Select(use => use.CredentialId).Distinct().OrderBy(id => id).Take(MaxRows).ToListAsync(cancellationToken);
        _next = credentials.Count == MaxRows ? credentials[^1] : Guid.Empty;

        // Found by a plain read first, so that no writer waits where nothing is to go.
        return credentials.Count > 0 && await EndedAmong(db, credentials).AnyAsync(cancellationToken)
            ? await database.WriteBesideAsync(
                (writing, cancellation) => EndedAmong(writing, credentials).ExecuteDeleteAsync(cancellation), cancellationToken)
            : 0;
    }

    private static IQueryable<CredentialUse> EndedAmong(ServiceAccountsDbContext db, List<Guid> credentials) =>
        db.Set<CredentialUse>().Where(use => credentials.Contains(use.CredentialId)
            && !db.Set<ClientSecret>().Any(s => s.Id == use.CredentialId)
            && !db.Set<ApiToken>().Any(t => t.Id == use.CredentialId && t.RevokedAt == null)
            && !db.Set<ClientCertificate>().Any(c => c.Id == use.CredentialId)
            && !db.Set<KeySet>().Any(k => k.Id == use.CredentialId)
            && !db.Set<FederatedCredential>().Any(c => c.Id == use.CredentialId)
            && (!db.Set<Principal>().Any(p => p.Id == use.PrincipalId)
                || db.Set<CredentialUse>().Any(other => other.PrincipalId == use.PrincipalId && other.UsedAt > use.UsedAt)));
}
