using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Keeps the last good key set of each URL that an application of a tenant names.</summary>
public sealed class FetchedKeySets(IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, Freshness freshness)
{
    /// <summary>The action of an administrator who no longer trusts the keys of an application.</summary>
    public const string RefreshedAction = "key_set.refreshed";

    /// <summary>The same of the keys of an issuer.</summary>
    public const string IssuerRefreshedAction = "federated_credential.keys_refreshed";

    /// <summary>The last good set of a URL; null where none has been kept.</summary>
    public async Task<FetchedKeySet?> FindAsync(KeySetUrl url, CancellationToken cancellationToken)
    {
        freshness.ThrowIfStale("key sets that are not in memory");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(db, url).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Keeps a good set, as long as an application of the tenant names the URL.</summary>
    public async Task KeepAsync(KeySetUrl url, string jwks, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await TryKeepAsync(url, jwks, at, cancellationToken);
        }
        catch (DbUpdateException e) when (database.IsDuplicate(e))
        {
            // Another node has fetched it for the first time too, and was faster: now there is one to replace.
            await TryKeepAsync(url, jwks, at, cancellationToken);
        }
    }

    /// <summary>Forgets the last good set: a key in it is no longer to be trusted.</summary>
    public Task ForgetAsync(KeySetUrl url, CancellationToken cancellationToken) =>
        database.WriteBesideAsync(
            (db, cancellation) => Of(db, url).ExecuteDeleteAsync(cancellation), cancellationToken);

    private Task<int> TryKeepAsync(KeySetUrl url, string jwks, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteBesideAsync(
            async (db, cancellation) =>
            {
                if (await Of(db, url).SingleOrDefaultAsync(cancellation) is { } kept)
                {
                    (kept.Jwks, kept.FetchedAt) = (jwks, at);
                }
                else if (await IsNamedAsync(db, url, cancellation))
                {
                    db.Add(new FetchedKeySet
                    {
                        TenantId = url.TenantId,
                        UrlHash = HashOf(url),
                        JwksUrl = url.Url,
                        Jwks = jwks,
                        FetchedAt = at,
                    });
                }

                return await db.SaveChangesAsync(cancellation);
            },
            cancellationToken);

    private static Task<bool> IsNamedAsync(
        ServiceAccountsDbContext db, KeySetUrl url, CancellationToken cancellationToken) =>
        url is { Issuer: null, IsSpiffeBundle: false }
            ? db.Set<Application>().AnyAsync(
                a => a.TenantId == url.TenantId
                    && (a.KeySet!.JwksUrl == url.Url || a.FederatedCredentials.Any(c => c.JwksUrl == url.Url && !c.IsSpiffe)), // An application without one has no URL.
                cancellationToken)
            : db.Set<FederatedCredential>().AnyAsync(
                c => c.IsSpiffe == url.IsSpiffeBundle
                    && (url.Issuer == null ? c.JwksUrl == url.Url : c.Issuer == url.Issuer && c.JwksUrl == null && c.Jwks == null)
                    && db.Set<Application>().Any(a => a.Id == c.ApplicationId && a.TenantId == url.TenantId),
                cancellationToken);

    private static IQueryable<FetchedKeySet> Of(ServiceAccountsDbContext db, KeySetUrl url)
    {
        var hash = HashOf(url);
        return db.Set<FetchedKeySet>().Where(k => k.TenantId == url.TenantId && k.UrlHash == hash);
    }

    // Two issuers may have one discovery document, and only one of them be right.
    private static string HashOf(KeySetUrl url) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(url.Issuer is { } issuer ? $"{url.Url}#{issuer}" : url.Url)));
}
