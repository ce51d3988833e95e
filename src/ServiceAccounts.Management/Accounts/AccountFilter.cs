using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Which service accounts a list has. Each condition is one that an index answers: nothing reads a table from end to end.</summary>
internal sealed record AccountFilter
{
    // The greatest of all characters, and in no name: what begins with a prefix lies between it and the prefix with this.
    private static readonly string Last = char.ConvertFromUtf32(0x10FFFF);

    public IReadOnlyList<Guid>? Organizations { get; init; }

    /// <summary>The one of <see cref="Organizations"/> whose accounts are all meant; of the others those that administer them.</summary>
    public Guid? AdministeredFromAbove { get; init; }

    public bool WithRole { get; init; }

    public PrincipalStatus? Status { get; init; }

    public AuthenticationType? AuthType { get; init; }

    public Guid? RoleId { get; init; }

    public Guid? GroupId { get; init; }

    public IReadOnlyList<(string Key, string? Value)> Labels { get; init; } = [];

    public string? NamePrefix { get; init; }

    public DateTimeOffset? UnusedSince { get; init; }

    public DateTimeOffset? ExpiresBefore { get; init; }

    /// <summary>The accounts of a tenant that match; of these organizations alone where they are given.</summary>
    public IQueryable<ServiceAccount> Of(
        ServiceAccountsDbContext db, Guid tenantId, IReadOnlyList<Guid>? readable, DateTimeOffset now)
    {
        var accounts = db.Set<ServiceAccount>().AsNoTracking().Include(a => a.Principal).Where(a => a.TenantId == tenantId);
        accounts = WithOwner(accounts, readable);
        accounts = WithOwner(accounts, Organizations);
        accounts = WithAdministrators(db, accounts);
        accounts = WithStatus(accounts, now);
        accounts = WithGifts(db, accounts);
        accounts = WithLabels(db, accounts);
        accounts = WithTimes(db, accounts, tenantId, now);
        if (AuthType is { } authType)
        {
            accounts = accounts.Where(a => a.AuthType == authType);
        }

        return NamePrefix is { } prefix
            ? accounts.Where(a => string.Compare(a.NormalizedName, prefix) >= 0 && string.Compare(a.NormalizedName, prefix + Last) < 0)
            : accounts;
    }

    private static IQueryable<ServiceAccount> WithOwner(IQueryable<ServiceAccount> accounts, IReadOnlyList<Guid>? organizations) =>
        organizations switch
        {
            null => accounts,
            [var only] => accounts.Where(a => a.OrganizationId == only),
            _ => accounts.Where(a => EF.Parameter(organizations).Contains(a.OrganizationId)),
        };

    private IQueryable<ServiceAccount> WithAdministrators(ServiceAccountsDbContext db, IQueryable<ServiceAccount> accounts) =>
        AdministeredFromAbove is { } organization
            ? accounts.Where(a => a.OrganizationId == organization || db.Set<RoleBinding>().Any(
                b => b.PrincipalId == a.Id && b.RoleId == SystemRole.GroupAdmin.Id && b.PlaceId == a.OrganizationId))
            : accounts;

    private IQueryable<ServiceAccount> WithStatus(IQueryable<ServiceAccount> accounts, DateTimeOffset now) => Status switch
    {
        PrincipalStatus.Active => accounts.Where(
            a => a.Principal.Status == PrincipalStatus.Active && (a.ExpiresAt == null || a.ExpiresAt > now)),
        PrincipalStatus.Inactive => accounts.Where(a => a.Principal.Status == PrincipalStatus.Inactive || a.ExpiresAt <= now),
        _ => accounts,
    };

    private IQueryable<ServiceAccount> WithGifts(ServiceAccountsDbContext db, IQueryable<ServiceAccount> accounts)
    {
        if (WithRole)
        {
            accounts = accounts.Where(a => db.Set<RoleBinding>().Any(b => b.PrincipalId == a.Id));
        }

        if (RoleId is { } roleId)
        {
            accounts = accounts.Where(a => db.Set<RoleBinding>().Any(b => b.RoleId == roleId && b.PrincipalId == a.Id));
        }

        return GroupId is { } groupId
            ? accounts.Where(a => db.Set<AccountGroupMember>().Any(m => m.GroupId == groupId && m.PrincipalId == a.Id))
            : accounts;
    }

    private IQueryable<ServiceAccount> WithLabels(ServiceAccountsDbContext db, IQueryable<ServiceAccount> accounts)
    {
        foreach (var (key, value) in Labels)
        {
            accounts = value is null
                ? accounts.Where(a => db.Set<ServiceAccountLabel>().Any(l => l.AccountId == a.Id && l.Key == key))
                : accounts.Where(a => db.Set<ServiceAccountLabel>().Any(l => l.AccountId == a.Id && l.Key == key && l.Value == value));
        }

        return accounts;
    }

    private IQueryable<ServiceAccount> WithTimes(
        ServiceAccountsDbContext db, IQueryable<ServiceAccount> accounts, Guid tenantId, DateTimeOffset now)
    {
        if (UnusedSince is { } since)
        {
            accounts = accounts.Where(
                a => a.CreatedAt < since && !db.Set<CredentialUse>().Any(u => u.PrincipalId == a.Id && u.UsedAt >= since));
        }

        if (ExpiresBefore is not { } end)
        {
            return accounts;
        }

        // Four short lists, each by its index, instead of a look at the credentials of every account; certificates are few.
        var ending = db.Set<ServiceAccount>().Where(a => a.TenantId == tenantId && a.ExpiresAt < end).Select(a => a.Id)
            .Union(db.Set<ApiToken>()
                .Where(t => t.TenantId == tenantId && t.ExpiresAt > now && t.ExpiresAt < end && t.RevokedAt == null).Select(t => t.PrincipalId))
            .Union(db.Set<ClientSecret>().Where(s => s.ExpiresAt > now && s.ExpiresAt < end)
                .Join(db.Set<Application>().Where(a => a.TenantId == tenantId), s => s.ApplicationId, a => a.Id, (_, a) => a.PrincipalId))
            .Union(db.Set<ClientCertificate>().Where(c => c.ExpiresAt > now && c.ExpiresAt < end)
                .Join(db.Set<Application>().Where(a => a.TenantId == tenantId), c => c.ApplicationId, a => a.Id, (_, a) => a.PrincipalId));
        return accounts.Where(a => ending.Contains(a.Id));
    }
}
