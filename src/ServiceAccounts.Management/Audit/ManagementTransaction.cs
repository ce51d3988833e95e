using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>What a transaction did: what to answer, and what to write into the ledger; nothing where nothing was changed.</summary>
/// <typeparam name="T">What is answered.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Deeds">What was done, the thing that was asked for first.</param>
public sealed record Done<T>(T Value, params IReadOnlyList<Deed> Deeds)
    where T : class;

/// <summary>Checks, saves and records in one act: there is no change without its ledger entry, and none that a cache misses.</summary>
public sealed class ManagementTransaction(
    IDatabase database, LedgerWriter ledger, ChangeFeed feed, ChangeFollower changes, TenantAccessStore tenants, TimeProvider time)
{
    // A unique index or a concurrency token spoke for somebody who was faster: the checks are made again and say so in words.
    private const int Attempts = 3;

    /// <summary>
    /// Runs <paramref name="work"/> for a caller as it is when its turn has come: who has been deactivated meanwhile does
    /// nothing more, and who has been robbed of a role does not use it. A refusal leaves nothing behind.
    /// </summary>
    public Task<Outcome<T>> RunAsync<T>(
        Caller caller,
        Func<ServiceAccountsDbContext, Caller, CancellationToken, Task<Outcome<Done<T>>>> work,
        CancellationToken cancellationToken)
        where T : class =>
        RunAsync(
            caller.Actor,
            async (db, cancellation) => await FindAgainAsync(db, caller, cancellation) switch
            {
                null => OperationError.CallerEnded(),
                { Idempotency: { } once } now => await RunOnceAsync(db, now, once, work, cancellation),
                var now => await work(db, now, cancellation),
            },
            cancellationToken);

    /// <summary>Runs <paramref name="work"/> for the server itself.</summary>
    public Task<Outcome<T>> RunAsync<T>(
        Func<ServiceAccountsDbContext, CancellationToken, Task<Outcome<Done<T>>>> work, CancellationToken cancellationToken)
        where T : class =>
        RunAsync(Actor.Server, work, cancellationToken);

    /// <summary>Runs <paramref name="work"/> for somebody who has been authenticated in another way than a caller.</summary>
    internal async Task<Outcome<T>> RunAsync<T>(
        Actor actor, Func<ServiceAccountsDbContext, CancellationToken, Task<Outcome<Done<T>>>> work,
        CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(actor, work, cancellationToken);
            }
            catch (DbUpdateException e) when (attempt < Attempts && (e is DbUpdateConcurrencyException || database.IsDuplicate(e)))
            {
                continue;
            }
        }
    }

    private async Task<Outcome<T>> TryAsync<T>(
        Actor actor, Func<ServiceAccountsDbContext, CancellationToken, Task<Outcome<Done<T>>>> work,
        CancellationToken cancellationToken)
        where T : class
    {
        IReadOnlyList<LedgerEntry> entries = [];
        var outcome = await database.WriteAsync(
            async (db, cancellation) =>
            {
                // What an earlier run was to write is gone with it.
                entries = [];

                // Roles, Apis and places come from memory: nothing is decided by what another node has changed since.
                await changes.CatchUpAsync(cancellation);
                var done = await work(db, cancellation);
                if (done is { Succeeded: true, Value.Deeds: { Count: > 0 } deeds })
                {
                    entries = await ledger.AppendAsync(db, deeds.Select(deed => (actor, deed)), cancellation);
                }

                return done;
            },
            _ => entries.Count > 0,

            // Also when the commit failed: the database may have made it and only its answer is lost.
            () =>
            {
                foreach (var entry in entries)
                {
                    feed.Publish(new Change(entry.Position, entry.TenantId, entry.PrincipalId) { Action = entry.Action, Seal = entry.Seal, IsOwn = true });
                }
            },
            cancellationToken);
        return outcome.Succeeded ? outcome.Value.Value : outcome.Error;
    }

    // The caller was authenticated before it waited for this transaction.
    private async Task<Caller?> FindAgainAsync(ServiceAccountsDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        if (!await StillActsAsync(db, caller, time.GetUtcNow(), cancellationToken)
            || await tenants.GetAsync(caller.HomeTenantId, cancellationToken) is not { } home
            || await tenants.GetAsync(caller.Tenant.TenantId, cancellationToken) is not { } tenant)
        {
            return null;
        }

        var own = await PrincipalAccess.LoadAsync(db, caller.PrincipalId, cancellationToken);
        return caller with { Holdings = Holdings.Of(own, home), Tenant = tenant };
    }

    private static async Task<bool> StillActsAsync(
        ServiceAccountsDbContext db, Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The one that it calls with, or the one that its access token was got for: no access token outlives it.
        var actor = caller.Actor;
        var apiTokenId = actor.ApiTokenId
            ?? (caller.ClientId is { } clientId && CredentialFormat.IsApiTokenId(clientId) ? Guid.Parse(clientId) : null);
        return !(caller.CredentialExpiresAt <= now)
            && await db.Set<Principal>().AnyAsync(
                p => p.Id == caller.PrincipalId && p.Status == PrincipalStatus.Active && p.Epoch == actor.Epoch, cancellationToken)
            && (caller.Kind == PrincipalKind.User || !await db.Set<ServiceAccount>().AnyAsync(
                a => a.Id == caller.PrincipalId && a.ExpiresAt <= now, cancellationToken))
            && (apiTokenId is null || await db.Set<ApiToken>().AnyAsync(
                t => t.Id == apiTokenId && t.RevokedAt == null && t.Enabled, cancellationToken))
            && (caller.TokenId is null || !await db.Set<RevokedToken>().AnyAsync(t => t.Id == caller.TokenId, cancellationToken))
            && (caller.ClientId is null || apiTokenId is not null || await db.Set<Application>().AnyAsync(
                a => a.ClientId == caller.ClientId && a.Enabled
                    && ((a.KeySet != null && a.KeySet.Id == caller.CredentialId)
                        || a.Secrets.Any(s => s.Id == caller.CredentialId && (s.ExpiresAt == null || s.ExpiresAt > now))
                        || a.Certificates.Any(c => c.Id == caller.CredentialId && (c.ExpiresAt == null || c.ExpiresAt > now))
                        || a.FederatedCredentials.Any(c => c.Id == caller.CredentialId && (c.ExpiresAt == null || c.ExpiresAt > now))),
                cancellationToken));
    }

    // In the transaction that does it: what has been done and what is remembered of it are never two things.
    private async Task<Outcome<Done<T>>> RunOnceAsync<T>(
        ServiceAccountsDbContext db, Caller caller, Idempotency once,
        Func<ServiceAccountsDbContext, Caller, CancellationToken, Task<Outcome<Done<T>>>> work, CancellationToken cancellationToken)
        where T : class
    {
        var now = time.GetUtcNow();
        var earlier = await EarlierRequests.FindAsync(db, caller, once, cancellationToken);
        if (once.WhyNotAgain(earlier, now) is { } refused)
        {
            return refused;
        }

        if (earlier is not null)
        {
            db.Remove(earlier);
            await db.SaveChangesAsync(cancellationToken);
        }

        var done = await work(db, caller, cancellationToken);
        if (done is { Succeeded: true, Value.Deeds: [var deed, ..] })
        {
            db.Add(new IdempotencyKey
            {
                PrincipalId = caller.PrincipalId,
                Key = once.Key,
                RequestHash = once.RequestHash,
                Location = once.LocationOf(deed.SubjectId),
                CreatedAt = now,
            });
        }

        return done;
    }
}
