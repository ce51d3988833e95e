using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>Finds an API token by its text: by the hash of the one that it has, or of the one that it had before it was rotated, while that one works.</summary>
internal static class ApiTokenHashes
{
    /// <summary>The token, and whether the text is the one from before; null where there is none.</summary>
    public static async Task<(ApiToken Token, bool IsRetiring)?> FindAsync(
        ServiceAccountsDbContext db, SecretHasher hasher, string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var under = hasher.HashUnderEveryKey(text);
        var hashes = under.Select(hash => hash.Value.ToArray()).ToList();
        var tokens = db.Set<ApiToken>().AsNoTracking();
        if (await tokens.SingleOrDefaultAsync(t => hashes.Contains(t.Hash), cancellationToken) is { } token)
        {
            hasher.NoteUse(token.Id, new SecretHash(token.HashKeyVersion, ImmutableArray.Create(token.Hash)), under);
            return (token, false);
        }

        return await tokens.SingleOrDefaultAsync(
            t => t.RetiringHash != null && hashes.Contains(t.RetiringHash) && t.RetiringUntil > now, cancellationToken) is { } retiring
            ? (retiring, true)
            : null;
    }
}
