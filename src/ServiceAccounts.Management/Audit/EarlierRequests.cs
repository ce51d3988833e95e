using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>What has been done under <c>Idempotency-Key</c>s.</summary>
public sealed class EarlierRequests(IDbContextFactory<ServiceAccountsDbContext> contexts, TimeProvider time)
{
    /// <summary>
    /// The refusal of a request whose key has been used. A transaction asks by itself; this is for a request that does not get
    /// that far, because what was right when it was done is wrong now.
    /// </summary>
    public async Task<OperationError?> WhyNotAgainAsync(Caller caller, Idempotency once, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return once.WhyNotAgain(await FindAsync(db, caller, once, cancellationToken), time.GetUtcNow());
    }

    internal static Task<IdempotencyKey?> FindAsync(
        ServiceAccountsDbContext db, Caller caller, Idempotency once, CancellationToken cancellationToken) =>
        db.Set<IdempotencyKey>().SingleOrDefaultAsync(
            k => k.PrincipalId == caller.PrincipalId && k.Key == once.Key, cancellationToken);
}
