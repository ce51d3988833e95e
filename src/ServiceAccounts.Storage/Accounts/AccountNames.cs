using Microsoft.EntityFrameworkCore;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>
/// Finds users by their e-mail addresses and service accounts by their handles, many at once, and back. Whether its finder may
/// see them is asked by the operation that is then done with the ids.
/// </summary>
public sealed class AccountNames(IDbContextFactory<ServiceAccountsDbContext> contexts)
{
    /// <summary>The users of a tenant by address, in whatever case it was asked for; at most 1,000 at a time.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> IdsOfEmailsAsync(
        Guid tenantId, IReadOnlyCollection<string> emails, CancellationToken cancellationToken)
    {
        var byAddress = emails.ToLookup(User.Normalize, StringComparer.Ordinal);
        var addresses = byAddress.Select(same => same.Key).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Set<User>().Where(u => u.TenantId == tenantId && EF.Parameter(addresses).Contains(u.NormalizedEmail))
            .Select(u => new { u.Id, u.NormalizedEmail }).ToListAsync(cancellationToken);
        return found.SelectMany(user => byAddress[user.NormalizedEmail].Distinct(StringComparer.Ordinal).Select(email => (email, user.Id)))
            .ToDictionary(pair => pair.email, pair => pair.Id, StringComparer.Ordinal);
    }

    /// <summary>The service accounts of a tenant by handle; at most 1,000 at a time.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> IdsOfHandlesAsync(
        Guid tenantId, IReadOnlyCollection<string> handles, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ServiceAccount>().Where(a => a.TenantId == tenantId && EF.Parameter(handles).Contains(a.Handle))
            .ToDictionaryAsync(a => a.Handle, a => a.Id, cancellationToken);
    }

    /// <summary>The e-mail addresses of users and the handles of service accounts of a tenant, by id; at most 1,000 at a time.</summary>
    public async Task<IReadOnlyDictionary<Guid, AccountName>> OfIdsAsync(
        Guid tenantId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = await db.Set<User>().Where(u => EF.Parameter(ids).Contains(u.Id) && u.TenantId == tenantId)
            .Select(u => new { u.Id, u.Email }).ToListAsync(cancellationToken);
        var accounts = await db.Set<ServiceAccount>().Where(a => EF.Parameter(ids).Contains(a.Id) && a.TenantId == tenantId)
            .Select(a => new { a.Id, a.Handle }).ToListAsync(cancellationToken);
        return users.Select(user => KeyValuePair.Create(user.Id, new AccountName(PrincipalKind.User, user.Email)))
            .Concat(accounts.Select(account => KeyValuePair.Create(account.Id, new AccountName(PrincipalKind.ServiceAccount, account.Handle))))
            .ToDictionary();
    }
}

/// <summary>What a user or service account is known by to people.</summary>
/// <param name="Kind">User or service account.</param>
/// <param name="Text">The e-mail address of a user, the handle of a service account.</param>
public sealed record AccountName(PrincipalKind Kind, string Text);
