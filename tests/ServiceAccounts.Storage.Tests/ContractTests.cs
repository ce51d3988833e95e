using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage.Tests;

/// <summary>What code above the storage relies on, whichever database it is: order, uniqueness, versions and times.</summary>
public sealed class ContractTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 1, 2, 3, 457, TimeSpan.Zero);

    // In the order of their bytes, the only one that all databases and the server itself agree on.
    private static readonly string[] Names =
        ["-dash", "0", "10", "2", "A", "AA", "Z", "_", "a", "a b", "aa", "b", "z", "~", "Ä", "ß", "ä", "é", "中", "ｚ"];

    [Theory]
    [OnEachDatabase]
    public async Task Texts_are_in_the_order_of_their_bytes_and_pages_neither_skip_nor_repeat(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await AddAsync(database, [.. Names.Reverse().Select((name, i) => RoleOf(i, name))]);

        await using var db = await database.Contexts.CreateDbContextAsync();
        var paged = new List<string>();
        for (var last = string.Empty; ;)
        {
            var after = last;
            var page = await db.Set<Role>().Where(r => r.Number >= FirstNumber && r.NormalizedName.CompareTo(after) > 0)
                .OrderBy(r => r.NormalizedName).Select(r => r.NormalizedName).Take(3).ToListAsync();
            if (page.Count == 0)
            {
                break;
            }

            paged.AddRange(page);
            last = page[^1];
        }

        Assert.Equal(Names.Order(StringComparer.Ordinal), Names);
        Assert.Equal(Names, paged);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Names_that_differ_in_case_are_told_apart_unless_they_are_normalized(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await AddAsync(database, RoleOf(0, "reader"), RoleOf(1, "Reader"));

        var taken = await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(database, RoleOf(2, "reader")));

        Assert.True(database.Database.IsDuplicate(taken));
        await using var db = await database.Contexts.CreateDbContextAsync();
        Assert.Equal(0, await db.Set<Role>().Where(r => r.NormalizedName == "READER").Select(r => r.Number).CountAsync());
        Assert.Equal(FirstNumber + 1, await db.Set<Role>().Where(r => r.NormalizedName == "Reader").Select(r => r.Number).SingleAsync());
    }

    [Theory]
    [OnEachDatabase]
    public async Task Of_two_that_read_one_version_the_second_writes_nothing(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await AddAsync(database, RoleOf(0, "reader"));
        await using var first = await database.Contexts.CreateDbContextAsync();
        await using var second = await database.Contexts.CreateDbContextAsync();
        foreach (var (db, name) in new[] { (first, "first"), (second, "second") })
        {
            var role = await db.Set<Role>().SingleAsync(r => r.Number == FirstNumber);
            (role.Name, role.Version) = (name, role.Version + 1);
        }

        await first.SaveChangesAsync();
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());

        Assert.Equal("first", (await database.RowsAsync<Role>()).Single(r => r.Number == FirstNumber).Name);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Times_keep_their_milliseconds_and_compare_by_them(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await AddAsync(database, RoleOf(0, "reader"), RoleOf(1, "a millisecond later", Now.AddMilliseconds(1)));

        await using var db = await database.Contexts.CreateDbContextAsync();
        var kept = await db.Set<Role>().Where(r => r.Number >= FirstNumber).OrderBy(r => r.CreatedAt).Select(r => r.CreatedAt).ToListAsync();

        Assert.Equal([Now, Now.AddMilliseconds(1)], kept);
        Assert.Equal(1, await db.Set<Role>().CountAsync(r => r.Number >= FirstNumber && r.CreatedAt > Now));
        Assert.All(kept, time => Assert.Equal(TimeSpan.Zero, time.Offset));
    }

    [Theory]
    [OnEachDatabase]
    public async Task Ids_are_found_by_lists_however_long(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await AddAsync(database, RoleOf(0, "reader"));
        var ids = Enumerable.Range(0, 3_000).Select(i => RoleOf(i, "any").Id).ToList();

        await using var db = await database.Contexts.CreateDbContextAsync();

        Assert.Equal(1, await db.Set<Role>().CountAsync(r => EF.Parameter(ids).Contains(r.Id)));
    }

    // As the database says it where two wait for each other: each has one row and wants that of the other.
    [Theory]
    [OnEachDatabase(SharedOnly = true)]
    public async Task Of_two_that_wait_for_each_other_one_begins_again(string provider)
    {
        await using var one = await TestDatabase.CreateAsync(provider);
        await using var two = one.Beside();
        await AddAsync(one, RoleOf(0, "a"), RoleOf(1, "b"));
        var (both, runs) = (new Barrier(2), 0);

        await Task.WhenAll(
            Task.Factory.StartNew(() => RenameAsync(one, FirstNumber, FirstNumber + 1), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap(),
            Task.Factory.StartNew(() => RenameAsync(two, FirstNumber + 1, FirstNumber), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());

        Assert.Equal(3, runs);
        var names = (await one.RowsAsync<Role>()).Where(r => r.Number >= FirstNumber).Select(r => r.Name).Distinct();
        Assert.Single(names); // Whoever came last has renamed both.

        Task<int> RenameAsync(TestDatabase node, long first, long second)
        {
            var isFirst = true;
            return node.Database.WriteBesideAsync(
                async (db, cancellation) =>
                {
                    Interlocked.Increment(ref runs);
                    await NameAsync(db, first);
                    if (isFirst)
                    {
                        isFirst = false;
                        both.SignalAndWait(TimeSpan.FromSeconds(10), cancellation);
                    }

                    return await NameAsync(db, second);

                    Task<int> NameAsync(ServiceAccountsDbContext context, long number) => context.Set<Role>().Where(r => r.Number == number)
                        .ExecuteUpdateAsync(role => role.SetProperty(r => r.Name, $"by who began with {first}"), cancellation);
                },
                CancellationToken.None);
        }
    }

    private const long FirstNumber = 1_000_000;

    private static readonly Guid TenantId = new(9, 7, 7, new byte[8]);

    private static Role RoleOf(int number, string name, DateTimeOffset? at = null) => new()
    {
        Id = new Guid(number + 1, 7, 7, new byte[8]),
        TenantId = TenantId,
        Name = name,
        NormalizedName = name,
        Level = PlaceKind.System,
        Number = FirstNumber + number,
        CreatedAt = at ?? Now,
    };

    private static async Task AddAsync(TestDatabase database, params Role[] roles)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        if (!await db.Set<Tenant>().AnyAsync(tenant => tenant.Id == TenantId))
        {
            db.Add(new Tenant { Id = TenantId, Name = "Tenant", Realm = "tenant", HostLabel = "tenant", DefaultApiId = Guid.Empty, CreatedAt = Now });
        }

        db.AddRange(roles);
        await db.SaveChangesAsync();
    }
}
