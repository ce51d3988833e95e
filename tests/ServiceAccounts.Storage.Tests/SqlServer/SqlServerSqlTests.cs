using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.SqlServer;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.SqlServer;

/// <summary>What is sent to SQL Server, where none is at hand to send it to: a change of it is seen in review.</summary>
public sealed class SqlServerSqlTests : IAsyncDisposable
{
    private static readonly Guid Id = new("01990000-0000-7000-8000-0000000000a1");

    private readonly UnsentCommands _commands = new();
    private readonly ManualTime _time = new();
    private readonly ServiceProvider _services;

    public SqlServerSqlTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddLogging();
        services.AddSingleton(Options.Create(new CacheOptions()));
        services.AddSingleton(Options.Create(new JournalOptions()));
        services.AddSingleton(new Issuer("https://auth.example.com"));
        services.AddSingleton<SecretHasher>();
        services.AddStorage();
        services.AddDatabase(new StorageOptions { Provider = Databases.SqlServer, ConnectionString = "Server=nowhere;Database=none" });
        services.ConfigureDbContext<ServiceAccountsDbContext>(
            options => options.AddInterceptors(_commands, new UnsentCommands.NoConnection()));
        _services = services.BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task The_tables_are_made_as_approved()
    {
        await using var db = await ContextAsync();

        await Approved.IsAsync("migrations", db.GetService<IMigrator>().GenerateScript());
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task The_commands_of_its_own_are_as_approved()
    {
        var database = _services.GetRequiredService<SqlServerDatabase>();
        await using var db = await ContextAsync();
        await database.ClaimAsync(
            db, new BatchId(Id, 1), [new SingleUseClaim { Key = "key", ExpiresAt = _time.GetUtcNow(), Node = Id, Sequence = 1 }],
            CancellationToken.None);
        await database.KeepLatestAsync(
            db,
            [
                new CredentialUse
                {
                    CredentialId = Id, KeyId = "key", PrincipalId = Id, TenantId = Id, UsedAt = _time.GetUtcNow(), Address = "192.0.2.1",
                },
            ],
            CancellationToken.None);

        await Approved.IsAsync("commands", Text());
    }

    [Fact]
    public async Task The_queries_of_the_stores_are_as_approved()
    {
        Guid[] ids = [Id, Guid.Empty];
        await using var db = await ContextAsync();

        // First of all, so that the others find a node that has just read it.
        await AskAsync("what is new in the ledger", async () =>
        {
            await Of<ChangeFollower>().FollowAsync(CancellationToken.None);
            return true;
        });
        await AskAsync("client", () => ClientRecordOfAsync(db));
        await AskAsync("principal", () => Of<PrincipalStore>().FindAsync(Id, CancellationToken.None));
        await AskAsync("principal's access", () => PrincipalAccess.LoadAsync(db, Id, CancellationToken.None));
        await AskAsync("access of several", () => PrincipalAccess.LoadAsync(db, ids, CancellationToken.None));
        await AskAsync("tenant's access", () => Of<TenantAccessStore>().GetAsync(Id, CancellationToken.None).AsTask());
        await AskAsync("tenant by label", () => Of<TenantStore>().FindByHostLabelAsync("Acme", CancellationToken.None));
        await AskAsync("tenant by organization", () => Of<TenantStore>().FindByOrganizationAsync(Id, CancellationToken.None));
        await AskAsync("emails", () => Of<KnownIds>().EmailsOfUsersAsync(Id, ids, CancellationToken.None));
        await AskAsync("roles of users", () => Of<KnownNumbers>().RolesOfUsersAsync(Id, ids, CancellationToken.None));
        await AskAsync("users of roles", () => Of<KnownNumbers>().UsersOfRolesAsync(Id, ids, 10, CancellationToken.None));
        await AskAsync("last uses", () => Of<CredentialUses>().OfAsync(db, ids, CancellationToken.None));
        await AskAsync("uses of what is gone", () => Of<EndedCredentialUses>().SweepAsync(CancellationToken.None));
        await AskAsync("revoked token", () => Of<RevokedTokens>().ContainAsync(Id, CancellationToken.None));
        await AskAsync("status list", () => Of<StatusLists>().ReadAsync(Id, 0, CancellationToken.None));
        await AskAsync("end of the ledger", () => Of<LedgerVerification>().HeadAsync(CancellationToken.None));
        await AskAsync("ended client", () => Of<EndedThings>().HadClientAsync(Id, "client", CancellationToken.None));
        await AskAsync("retention", () => Of<Retention>().ApplyAsync(CancellationToken.None));
        await AskAsync("sealing", () => Of<IssuanceSealer>().SealAsync(CancellationToken.None));
        await AskAsync(
            "issuances",
            () => Of<IssuanceSearch>().FindAsync(
                new IssuanceQuery("client", Id, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), null, 10), CancellationToken.None));

        await Approved.IsAsync("queries", Text());
    }

    [Fact]
    public async Task No_row_is_reached_by_two_cascades()
    {
        // SQL Server refuses such tables (1785), and no other database does.
        await using var db = await ContextAsync();
        var model = db.GetService<IDesignTimeModel>().Model;

        var twice =
            from top in model.GetEntityTypes()
            from below in ReachedBy(top, []).GroupBy(entity => entity)
            where below.Count() > 1 || below.Key == top
            select $"{below.Key.GetTableName()} from {top.GetTableName()}";

        Assert.Empty(twice);
    }

    private static IEnumerable<IEntityType> ReachedBy(IEntityType top, HashSet<IEntityType> above) =>
        top.GetReferencingForeignKeys().Where(key => key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull)
            .Select(key => key.DeclaringEntityType)
            .SelectMany(below => above.Contains(below) ? [below] : ReachedBy(below, [.. above, top]).Prepend(below));

    private static Task<Application?> ClientRecordOfAsync(ServiceAccountsDbContext db) => db.Set<Application>().AsNoTracking()
        .Include(a => a.Secrets).SingleOrDefaultAsync(a => a.ClientId == "client", CancellationToken.None);

    private Task<ServiceAccountsDbContext> ContextAsync() =>
        _services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();

    private T Of<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private async Task AskAsync<T>(string what, Func<Task<T>> ask)
    {
        _commands.Texts.Add($"-- {what}");
        try
        {
            await ask();
        }
        catch (InvalidOperationException e) when (e.Message.Contains("no elements", StringComparison.Ordinal))
        {
            return; // There is no row where there always is one.
        }
    }

    private string Text() => string.Join("\n\n", _commands.Texts);
}
