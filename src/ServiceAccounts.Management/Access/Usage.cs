using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Access;

/// <summary>Who uses a thing that is to go: queries of their ids, each id once.</summary>
internal sealed record Usage
{
    /// <summary>The most rows that one request takes away from others: more is done in steps.</summary>
    public const int MaxTakenAway = 1_000;

    private const int MaxShown = 20;

    public required IQueryable<Guid> Principals { get; init; }

    public required IQueryable<Guid> Groups { get; init; }

    public IQueryable<Guid>? Roles { get; init; }

    public IQueryable<Guid>? Applications { get; init; }

    /// <summary>How many they are and who the first are; null where nobody uses it.</summary>
    public async Task<UsageResponse?> LoadAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var (principals, groups) = (await Principals.CountAsync(cancellationToken), await Groups.CountAsync(cancellationToken));
        var roles = Roles is null ? 0 : await Roles.CountAsync(cancellationToken);
        var applications = Applications is null ? 0 : await Applications.CountAsync(cancellationToken);
        if (principals + groups + roles + applications == 0)
        {
            return null;
        }

        return new UsageResponse
        {
            Principals = principals,
            Groups = groups,
            Roles = roles,
            Applications = applications,
            First = [.. await FirstAsync(db, cancellationToken)],
        };
    }

    private async Task<IEnumerable<UserOfThingResponse>> FirstAsync(ServiceAccountsDbContext db, CancellationToken cancellationToken)
    {
        var principals = await NamedPrincipal.LoadAsync(db, await FirstIdsAsync(Principals, cancellationToken), cancellationToken);
        var groupIds = await FirstIdsAsync(Groups, cancellationToken);
        var groups = await db.Set<AccountGroup>().Where(g => groupIds.Contains(g.Id)).OrderBy(g => g.Id)
            .Select(g => new UserOfThingResponse(g.Id, "group", g.Name)).ToListAsync(cancellationToken);
        var roleIds = await FirstIdsAsync(Roles, cancellationToken);
        var roles = await db.Set<Role>().Where(r => roleIds.Contains(r.Id)).OrderBy(r => r.Id)
            .Select(r => new UserOfThingResponse(r.Id, "role", r.Name)).ToListAsync(cancellationToken);
        var applicationIds = await FirstIdsAsync(Applications, cancellationToken);
        var applications = await db.Set<Application>().Where(a => applicationIds.Contains(a.Id)).OrderBy(a => a.Id)
            .Select(a => new UserOfThingResponse(a.Id, "application", a.ClientId)).ToListAsync(cancellationToken);
        return principals.Values.OrderBy(p => p.Id).Select(p => new UserOfThingResponse(p.Id, Words.Of(p.Kind), p.Name))
            .Concat(groups).Concat(roles).Concat(applications).Take(MaxShown);
    }

    private static async Task<List<Guid>> FirstIdsAsync(IQueryable<Guid>? ids, CancellationToken cancellationToken) =>
        ids is null ? [] : await ids.OrderBy(id => id).Take(MaxShown).ToListAsync(cancellationToken);
}
