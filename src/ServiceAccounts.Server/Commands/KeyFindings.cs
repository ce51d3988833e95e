using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Server.Commands;

/// <summary>Whether the protection certificate opens the keys in the database; it makes none that are missing.</summary>
internal sealed class KeyFindings(IDatabase database, IDbContextFactory<ServiceAccountsDbContext> contexts, IKeyProtector protector) : IFindings
{
    private const int MaxKeys = 100;

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!(await database.CheckAsync(cancellationToken)).IsThere || await ReadAsync(cancellationToken) is not { } keys)
        {
            yield break; // What is wrong with the database has been said.
        }

        yield return keys.Count == 0
            ? Finding.Warning("There are no keys yet.", "Nothing, if the database is new: the first start makes them.")
            : Opens(keys)
                ? Finding.Ok($"The protection certificate opens all {keys.Count} keys.")
                : Finding.Problem(
                    "The protection certificate does not open the keys in the database.",
                    $"Name the one that they were made with in {CertificateOptions.Section}:{nameof(CertificateOptions.Protection)}; it belongs to every backup.");
    }

    // Null where they cannot be read, as before the first migration.
    private async Task<List<byte[]>?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var signing = await db.Set<SigningKey>().Where(k => k.State != SigningKeyState.Retired).OrderByDescending(k => k.CreatedAt).Take(MaxKeys)
                .Select(k => k.ProtectedPrivateKey).ToListAsync(cancellationToken);
            return [.. signing, .. await db.Set<ServerSecret>().OrderByDescending(s => s.Version).Take(MaxKeys).Select(s => s.ProtectedKey).ToListAsync(cancellationToken)];
        }
        catch (Exception e) when (e.GetBaseException() is DbException)
        {
            return null;
        }
    }

    private bool Opens(List<byte[]> keys)
    {
        try
        {
            keys.ForEach(key => CryptographicOperations.ZeroMemory(protector.Unprotect(key)));
            return true;
        }
        catch (Exception e) when (e is CryptographicException or InvalidOperationException)
        {
            return false; // The second: the ring has no key that could be opened, and was told to make none.
        }
    }
}
