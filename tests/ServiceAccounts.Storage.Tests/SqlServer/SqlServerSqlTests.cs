using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.SqlServer;
using ServiceAccounts.Storage.Tests.Issuances;
using ServiceAccounts.Testing;
using ServiceAccounts.Testing.SqlServer;

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
            db, [new SingleUseClaim { Key = "key", ExpiresAt = _time.GetUtcNow(), Node = Id, Sequence = 1 }], CancellationToken.None);
        var issuance = TestIssuance.Make();
        await IssuanceBatches.InsertAsync(
            db, new BatchRecord(new BatchId(Id, 1), _time.GetUtcNow(), [issuance], []), [issuance], CancellationToken.None);
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
    public void The_queries_that_tests_have_asked_are_told_once_in_order_and_by_whom()
    {
        var file = File.ReadAllText(ApprovedQueries.Path).ReplaceLineEndings("\n");
        var queries = ApprovedQueries.Parse(file);

        Assert.NotEmpty(queries);
        Assert.Equal(queries.Count, queries.Select(query => query.Text).Distinct().Count());
        Assert.All(queries, query => Assert.NotEmpty(query.Callers));
        Assert.Equal(ApprovedQueries.TextOf(queries), file);
    }

    [Fact]
    public void A_query_that_nobody_has_looked_at_is_refused()
    {
        var known = ApprovedQueries.Read()[0];

        Assert.Null(ApprovedQueries.WhyNot(new HashSet<string> { known.Text }, "somebody", known.Text));
        Assert.StartsWith(
            "somebody asks SQL Server what nobody has looked at:\n", ApprovedQueries.WhyNot(new HashSet<string> { known.Text }, "somebody", known.Text + " "), StringComparison.Ordinal);
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

    private Task<ServiceAccountsDbContext> ContextAsync() =>
        _services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();

    private string Text() => string.Join("\n\n", _commands.Texts);
}
