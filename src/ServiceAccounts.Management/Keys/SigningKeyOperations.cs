using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Keys;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Management.Keys;

/// <summary>What who operates the server does with the keys that access tokens are signed with.</summary>
public sealed class SigningKeyOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, NewKeys newKeys, KeyStore keys,
    OwnSigningKeys own, TimeProvider time)
{
    // Those of all algorithms are read at once, and none that is still accepted may be left out.
    private const int MaxOfAlgorithm = KeyStore.MaxKeys * 2 / 5;

    private static readonly Dictionary<string, TimeSpan> Beginnings = new(StringComparer.Ordinal)
    {
        ["announced"] = KeyTimes.Announcement,
        ["now"] = KeyTimes.Spreading,
    };

    private static readonly Dictionary<string, int> Algorithms =
        SignatureAlgorithms.ForAccessTokens.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);

    /// <summary>All that are published; needs <c>key.read</c> at <c>system</c>.</summary>
    public async Task<Outcome<SigningKeysResponse>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.KeyRead, Place.System))
        {
            return OperationError.SystemOnly("Reading the keys", ManagementPermissions.KeyRead);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return SigningKeyView.Of(
            await KeyRows.ReadAsync(db.Set<SigningKey>().AsNoTracking(), cancellationToken), own, time.GetUtcNow());
    }

    /// <summary>Announces the next key, or has the one that is announced begin earlier; needs <c>key.manage</c> at <c>system</c>.</summary>
    public async Task<Outcome<SigningKeysResponse>> RotateAsync(
        Caller caller, RotateSigningKeysRequest? request, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.KeyManage, Place.System))
        {
            return OperationError.SystemOnly("Rotating keys", ManagementPermissions.KeyManage);
        }

        var fields = new Fields();
        _ = fields.OneOfOrNone("algorithm", request?.Algorithm, Algorithms);
        var delay = fields.OneOfOrNone("activate", request?.Activate, Beginnings) ?? KeyTimes.Announcement;
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        List<string> algorithms = [.. SignatureAlgorithms.ForAccessTokens.Where(a => !own.SignWith(a) && (request?.Algorithm is not { Length: > 0 } named || a == named))];
        if (algorithms.Count == 0)
        {
            return OwnKeys();
        }

        // Made before the transaction, which others wait for; where one is announced already, in vain.
        var fresh = algorithms.ToDictionary(algorithm => algorithm, newKeys.Create);
        return await RunAsync(
            caller, ManagementPermissions.KeyManage, (turns, now) =>
            {
                foreach (var turn in turns.Where(turn => algorithms.Contains(turn.Key)))
                {
                    if (turn.Value.BringForward(now + delay) is not null)
                    {
                        continue;
                    }

                    if (turn.Value.Keys.Count >= MaxOfAlgorithm)
                    {
                        return OperationError.LimitReached(
                            $"There are {MaxOfAlgorithm} keys for {turn.Key}, and tokens of theirs are still accepted: wait until the first has run out, or retire keys.");
                    }

                    turn.Value.Announce(fresh[turn.Key], now + delay);
                }

                return null;
            },
            cancellationToken);
    }

    /// <summary>Ends a key at once, and every token that it signed; needs <c>key.manage</c> at <c>system</c>.</summary>
    public async Task<Outcome<SigningKeysResponse>> RetireAsync(Caller caller, string keyId, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.KeyManage, Place.System))
        {
            return OperationError.SystemOnly("Retiring keys", ManagementPermissions.KeyManage);
        }

        if (own.Keys.Any(key => key.KeyId == keyId))
        {
            return OwnKeys();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<SigningKey>().AsNoTracking().SingleOrDefaultAsync(key => key.KeyId == keyId, cancellationToken) is not { } found)
        {
            return OperationError.NotFound("signing key");
        }

        var another = newKeys.Create(found.Algorithm);
        return await RunAsync(
            caller, ManagementPermissions.KeyManage, (turns, _) =>
            {
                if (turns.Values.Select(turn => turn.Find(keyId)).FirstOrDefault(key => key is not null) is not { } key)
                {
                    return OperationError.NotFound("signing key");
                }

                turns[key.Algorithm].End(key, another);
                return null;
            },
            cancellationToken);
    }

    private async Task<Outcome<SigningKeysResponse>> RunAsync(
        Caller caller, string permission, Func<Dictionary<string, SigningKeyTurns>, DateTimeOffset, OperationError?> work,
        CancellationToken cancellationToken)
    {
        var outcome = await transaction.RunAsync<SigningKeysResponse>(
            caller,
            async (db, caller, cancellation) =>
            {
                if (!caller.Can(permission, Place.System))
                {
                    return OperationError.SystemOnly("This", permission);
                }

                var now = time.GetUtcNow();
                var rows = await KeyRows.ReadAsync(db.Set<SigningKey>(), cancellation);
                var turns = SignatureAlgorithms.ForAccessTokens.ToDictionary(a => a, a => new SigningKeyTurns(a, rows, own, now), StringComparer.Ordinal);
                if (work(turns, now) is { } refused)
                {
                    return refused;
                }

                foreach (var turn in turns.Values)
                {
                    KeyRows.Keep(db, turn);
                }

                return new Done<SigningKeysResponse>(
                    SigningKeyView.Of([.. turns.Values.SelectMany(turn => turn.Keys)], own, now), [.. turns.Values.SelectMany(turn => turn.Deeds)]);
            },
            cancellationToken);
        if (outcome.Succeeded)
        {
            // On this node at once; the others read it in the ledger.
            await keys.ReloadAsync(CancellationToken.None);
        }

        return outcome;
    }

    private static OperationError OwnKeys() => OperationError.Conflict(
        "own_key", "The key comes from a file of Keys:Own: change the files and restart one node after the other.");
}
