using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Leases;

namespace ServiceAccounts.Storage.Keys;

/// <summary>
/// Which nodes sign with keys that the server makes: while one does, they are not retired by another that signs with its operator's
/// own. Each says so in a lease of its own, which ends with it.
/// </summary>
public sealed class GeneratedKeyUse(IDatabase database, Leases.Leases leases, Node node, OwnSigningKeys own, TimeProvider time)
{
    private const string Prefix = "generated-keys/";

    // Said every minute: a node that says it late is not taken for one that is gone.
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(5);

    /// <summary>Says it of this node.</summary>
    public async Task NoteAsync(CancellationToken cancellationToken)
    {
        foreach (var algorithm in SignatureAlgorithms.ForAccessTokens.Where(algorithm => !own.SignWith(algorithm)))
        {
            await leases.TryTakeAsync(PrefixOf(algorithm) + node.Id.ToString("N"), Duration, cancellationToken);
        }
    }

    /// <summary>The algorithms with which the operator's own keys sign on every node that runs.</summary>
    public async Task<IReadOnlySet<string>> UnusedAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var unused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var algorithm in SignatureAlgorithms.ForAccessTokens.Where(own.SignWith))
        {
            var prefix = PrefixOf(algorithm);
            if (!await db.Set<Lease>().AnyAsync(lease => lease.Name.StartsWith(prefix) && lease.ExpiresAt > now, cancellationToken))
            {
                unused.Add(algorithm);
            }
        }

        return unused;
    }

    /// <summary>Forgets nodes that were killed.</summary>
    public Task ForgetEndedAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteBesideAsync(
            (db, cancellation) => db.Set<Lease>().Where(lease => lease.Name.StartsWith(Prefix) && lease.ExpiresAt <= now).ExecuteDeleteAsync(cancellation),
            cancellationToken);
    }

    private static string PrefixOf(string algorithm) => $"{Prefix}{algorithm}/";
}
