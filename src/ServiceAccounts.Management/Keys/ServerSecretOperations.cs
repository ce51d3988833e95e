using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Keys;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Keys;

/// <summary>What who operates the server does with the keys under which secrets are hashed and the journal is sealed.</summary>
public sealed class ServerSecretOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, NewKeys newKeys, KeyStore keys,
    TimeProvider time)
{
    private const int MaxSecrets = 100;

    private static readonly Dictionary<string, ServerSecretPurpose> Purposes = new(StringComparer.Ordinal)
    {
        ["credential_hash"] = ServerSecretPurpose.CredentialHash,
        ["ledger"] = ServerSecretPurpose.Ledger,
    };

    // What was hashed under the one before when the next came into use has been written by then.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>Every version, and how many hashes are under it; needs <c>key.read</c> at <c>system</c>.</summary>
    public async Task<Outcome<ServerSecretsResponse>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.KeyRead, Place.System))
        {
            return OperationError.SystemOnly("Reading the keys", ManagementPermissions.KeyRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ShowAsync(db, cancellationToken);
    }

    /// <summary>Makes a new version, which is used in a few seconds; needs <c>key.manage</c> at <c>system</c>.</summary>
    public async Task<Outcome<ServerSecretsResponse>> RotateAsync(
        Caller caller, RotateServerSecretRequest? request, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.KeyManage, Place.System))
        {
            return OperationError.SystemOnly("Rotating keys", ManagementPermissions.KeyManage);
        }

        var fields = new Fields();
        if (fields.OneOf("purpose", request?.Purpose, Purposes) is not { } purpose)
        {
            return fields.Error;
        }

        // Sealed before the transaction; which number it gets is known in it.
        var fresh = newKeys.CreateSecret(purpose, version: 0);
        return await RunAsync(
            caller,
            async (db, secrets, cancellation) =>
            {
                var version = secrets.Where(secret => secret.Purpose == purpose).Max(secret => secret.Version) + 1;
                if (secrets.Count >= MaxSecrets)
                {
                    return OperationError.LimitReached($"There are {MaxSecrets} secrets: drop old versions first.");
                }

                db.Add(new ServerSecret { Purpose = purpose, Version = version, ProtectedKey = fresh.ProtectedKey, CreatedAt = time.GetUtcNow() });
                await db.SaveChangesAsync(cancellation);
                return DeedOf("server_secret.created", request!.Purpose!, version); // One of the words.
            },
            cancellationToken);
    }

    /// <summary>Drops an old version of <c>credential_hash</c> that no hash is under; needs <c>key.manage</c> at <c>system</c>.</summary>
    public async Task<Outcome<ServerSecretsResponse>> DropAsync(Caller caller, string purpose, int version, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.KeyManage, Place.System))
        {
            return OperationError.SystemOnly("Dropping keys", ManagementPermissions.KeyManage);
        }

        if (!Purposes.TryGetValue(purpose, out var kind))
        {
            return OperationError.NotFound("server secret");
        }

        // Counted before others have to wait for it. No hash is added under a version that is not in use any more, which is asked
        // before it is counted and again in the transaction.
        if (await WhyNotDropAsync(kind, version, cancellationToken) is { } problem)
        {
            return problem;
        }

        return await RunAsync(
            caller,
            async (db, secrets, cancellation) =>
            {
                var now = time.GetUtcNow();
                var ofKind = secrets.Where(secret => secret.Purpose == kind).ToList();
                if (ofKind.Find(secret => secret.Version == version) is not { } dropped)
                {
                    return OperationError.NotFound("server secret");
                }

                if (WhyNotDrop(dropped, ofKind, now) is { } refused)
                {
                    return refused;
                }

                db.Remove(dropped);
                await db.SaveChangesAsync(cancellation);
                return DeedOf("server_secret.dropped", purpose, version);
            },
            cancellationToken);
    }

    private async Task<OperationError?> WhyNotDropAsync(ServerSecretPurpose kind, int version, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var ofKind = (await ReadAsync(db, cancellationToken)).FindAll(secret => secret.Purpose == kind);
        return ofKind.Find(secret => secret.Version == version) is not { } dropped ? OperationError.NotFound("server secret")
            : WhyNotDrop(dropped, ofKind, now) is { } refused ? refused
            : await HashCounts.OfAsync(db, version, now, cancellationToken) is > 0 and var count
                ? OperationError.Conflict(
                    "in_use", $"{count} client secrets and API tokens are hashed under it: each is hashed anew when it is used. Have the rest replaced or deleted.")
                : null;
    }

    private static OperationError? WhyNotDrop(ServerSecret dropped, List<ServerSecret> ofKind, DateTimeOffset now)
    {
        if (dropped.Purpose == ServerSecretPurpose.Ledger)
        {
            return OperationError.Conflict("in_use", "The journal's earlier entries are verified with it.");
        }

        var inUse = ServerSecret.InUse(ofKind, now - Settling);
        if (dropped.Version >= inUse)
        {
            return OperationError.Conflict("in_use", "New secrets are hashed under it, or have been until a minute ago: make a new version first, or wait.");
        }

        return null;
    }

    private async Task<Outcome<ServerSecretsResponse>> RunAsync(
        Caller caller, Func<ServiceAccountsDbContext, List<ServerSecret>, CancellationToken, Task<Outcome<Deed>>> work,
        CancellationToken cancellationToken)
    {
        var outcome = await transaction.RunAsync<object>(
            caller,
            async (db, caller, cancellation) =>
            {
                if (!caller.Can(ManagementPermissions.KeyManage, Place.System))
                {
                    return OperationError.SystemOnly("This", ManagementPermissions.KeyManage);
                }

                var done = await work(db, await ReadAsync(db, cancellation), cancellation);
                return done.Succeeded ? new Done<object>(done.Value, done.Value) : done.Error;
            },
            cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Error;
        }

        await keys.ReloadAsync(CancellationToken.None);
        await using var shown = await contexts.CreateDbContextAsync(cancellationToken);
        return await ShowAsync(shown, cancellationToken);
    }

    private async Task<ServerSecretsResponse> ShowAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var items = new List<ServerSecretResponse>();
        foreach (var (word, purpose) in Purposes)
        {
            var secrets = (await ReadAsync(db, cancellationToken)).FindAll(secret => secret.Purpose == purpose);
            var inUse = ServerSecret.InUse(secrets, now);
            foreach (var secret in secrets)
            {
                items.Add(new ServerSecretResponse
                {
                    Purpose = word,
                    Version = secret.Version,
                    State = secret.Version == inUse ? "active" : secret.Version > inUse ? "announced" : "old",
                    CreatedAt = secret.CreatedAt,
                    Hashes = purpose == ServerSecretPurpose.CredentialHash ? await HashCounts.OfAsync(db, secret.Version, now, cancellationToken) : null,
                });
            }
        }

        return new ServerSecretsResponse(items);
    }

    private static Task<List<ServerSecret>> ReadAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken) =>
        db.Set<ServerSecret>().OrderByDescending(secret => secret.Version).Take(MaxSecrets).ToListAsync(cancellationToken);

    private static Deed DeedOf(string action, string purpose, int version) => new(action, "server_secret", Guid.Empty)
    {
        Details = new Dictionary<string, object?> { ["purpose"] = purpose, ["version"] = version },
    };
}

/// <summary>How many hashes are under a version.</summary>
internal static class HashCounts
{
    // What has been revoked or has run out is found by nobody. Of a text from before a rotation it is not kept which version
    // hashed it: until its grace is over it counts for each but the one that its token has.
    public static async Task<int> OfAsync(ServiceAccountsDbContext db, int version, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<ClientSecret>().CountAsync(s => s.HashKeyVersion == version, cancellationToken)
        + await db.Set<ApiToken>().CountAsync(
            t => t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now)
                && (t.HashKeyVersion == version || (t.RetiringHash != null && t.RetiringUntil > now && t.HashKeyVersion > version)),
            cancellationToken);
}
