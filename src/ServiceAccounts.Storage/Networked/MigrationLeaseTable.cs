using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Networked;

/// <summary>The one row of <see cref="MigrationLease"/>, in the words of one database.</summary>
/// <param name="create">Makes the table unless it is there.</param>
/// <param name="alreadyThere">Whether that failed because another node made it at the same moment.</param>
/// <param name="isContention">Whether another node was faster at the row.</param>
public sealed class MigrationLeaseTable(
    string create, Func<DbException, bool> alreadyThere, Func<DbException, bool> isContention)
{
    internal bool IsContention(DbException exception) => isContention(exception);

    internal async Task CreateAsync(IDbContextFactory<ServiceAccountsDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlRawAsync(create, cancellationToken);
        }
        catch (DbException e) when (alreadyThere(e))
        {
            return;
        }
    }

    /// <summary>Takes the row where nobody has it, where it has run out, or where it is this node's already.</summary>
    internal static async Task<bool> TakeAsync(
        ServiceAccountsDbContext db, Guid holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (nowMilliseconds, untilMilliseconds) = (now.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        return await db.Database.ExecuteSqlAsync(
                $"UPDATE migration_lease SET holder = {holder}, expires_at = {untilMilliseconds} WHERE id = 1 AND (holder = {holder} OR expires_at <= {nowMilliseconds})",
                cancellationToken) > 0
            || await db.Database.ExecuteSqlAsync(
                $"INSERT INTO migration_lease (id, holder, expires_at) SELECT 1, {holder}, {untilMilliseconds} WHERE NOT EXISTS (SELECT 1 FROM migration_lease WHERE id = 1)",
                cancellationToken) > 0;
    }
}
