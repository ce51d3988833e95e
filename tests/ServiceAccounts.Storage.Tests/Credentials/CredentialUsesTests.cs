using System.Net;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Storage.Tests.Issuances;

namespace ServiceAccounts.Storage.Tests.Credentials;

/// <summary>Uses are folded in memory, written now and then, and read as if they had been written at once.</summary>
public sealed class CredentialUsesTests
{
    private static readonly Guid Credential = new("01990000-0000-7000-8000-0000000000c1");
    private static readonly Guid Owner = new("01990000-0000-7000-8000-0000000000a1");

    [Theory]
    [OnEachDatabase]
    public async Task The_last_use_counts_in_whatever_order_uses_are_noted_and_written(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var now = database.Time.GetUtcNow();

        Note(database, now, "192.0.2.1");
        Note(database, now.AddSeconds(-1), "192.0.2.2");
        Assert.Equal((now, "192.0.2.1"), await LastAsync(database));

        await database.Uses.FlushAsync(CancellationToken.None);
        Assert.Equal((now, "192.0.2.1"), await LastAsync(database));

        // Another node, or an older batch of this one, comes late.
        Note(database, now.AddSeconds(-2), "192.0.2.3");
        Assert.Equal((now, "192.0.2.1"), await LastAsync(database));
        await database.Uses.FlushAsync(CancellationToken.None);
        Assert.Equal((now, "192.0.2.1"), await LastAsync(database));

        Note(database, now.AddSeconds(1), null);
        await database.Uses.FlushAsync(CancellationToken.None);
        Assert.Equal((now.AddSeconds(1), null), await LastAsync(database));
        Assert.Equal(now.AddSeconds(1), Assert.Single(await database.RowsAsync<CredentialUse>()).UsedAt);
        Assert.Empty(database.Log.Lines);
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_thousand_uses_are_one_statement_and_none_where_nothing_was_used(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        database.Uses.Note(Enumerable.Range(0, 1_000).Select(_ => TestIssuance.Make()));
        database.Commands.Clear();

        await database.Uses.FlushAsync(CancellationToken.None);
        await database.Uses.FlushAsync(CancellationToken.None);

        Assert.Equal(1, database.Commands.Count("INSERT INTO credential_uses"));
        Assert.Equal(1_000, (await database.RowsAsync<CredentialUse>()).Count);
    }

    [Theory]
    [OnEachDatabase]
    public async Task What_a_failing_database_did_not_take_is_read_from_memory_and_written_later(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var now = database.Time.GetUtcNow();
        Note(database, now, "192.0.2.1");
        await ExecuteAsync(database, "ALTER TABLE credential_uses RENAME TO away");

        await database.Uses.FlushAsync(CancellationToken.None);

        Assert.Single(database.Log.Lines, line => line.Contains(" 2050: ", StringComparison.Ordinal));
        await ExecuteAsync(database, "ALTER TABLE away RENAME TO credential_uses");
        Assert.Equal((now, "192.0.2.1"), await LastAsync(database));
        await database.Uses.FlushAsync(CancellationToken.None);
        Assert.Single(await database.RowsAsync<CredentialUse>());
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_use_is_seen_while_it_is_being_written(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var now = database.Time.GetUtcNow();
        Note(database, now, null);
        var gate = database.Commands.Hold("INSERT INTO credential_uses");

        var flushing = database.Uses.FlushAsync(CancellationToken.None);
        await gate.Reached;
        Assert.Equal(now, (await LastAsync(database)).At);
        Note(database, now.AddSeconds(1), null);
        gate.Open();
        await flushing;

        Assert.Equal(now.AddSeconds(1), (await LastAsync(database)).At);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Of_a_key_set_the_keys_used_last_are_kept(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var first = TestIssuance.Make() with { CredentialId = Credential, PrincipalId = Owner };
        database.Uses.Note(Enumerable.Range(0, 150).Select(i =>
            first with { KeyId = $"key-{i}", IssuedAt = first.IssuedAt.AddSeconds(i) }));

        await database.Uses.FlushAsync(CancellationToken.None);

        var kept = await database.RowsAsync<CredentialUse>();
        Assert.Equal(CredentialUses.MaxKeys, kept.Count);
        Assert.Equal(first.IssuedAt.AddSeconds(50), kept.Min(use => use.UsedAt));
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_kid_of_any_length_is_kept_as_far_as_there_is_room(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var pair = new string('k', CredentialUse.MaxKeyIdLength - 1) + "\U0001F511";
        var issuance = TestIssuance.Make();
        database.Uses.Note([issuance with { KeyId = pair }, issuance with { KeyId = new string('x', 60_000) }]);

        await database.Uses.FlushAsync(CancellationToken.None);

        Assert.Equal([254, 255], (await database.RowsAsync<CredentialUse>()).Select(use => use.KeyId.Length).Order());
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_kid_that_a_database_has_no_room_for_keeps_no_other_use_from_being_written(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        database.Uses.Note([TestIssuance.Make() with { KeyId = "one\0key" }, TestIssuance.Make()]);

        await database.Uses.FlushAsync(CancellationToken.None);

        Assert.Equal(["", "one\uFFFDkey"], (await database.RowsAsync<CredentialUse>()).Select(use => use.KeyId).Order(StringComparer.Ordinal));
    }

    [Theory]
    [OnEachDatabase]
    public async Task Only_what_was_recorded_counts_as_a_use(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var journal = await database.StartJournalAsync();
        var first = TestIssuance.Make("jti") with { PrincipalId = Owner, CredentialId = Credential };

        Assert.Equal(IssuanceOutcome.Recorded, await journal.RecordAsync(first, CancellationToken.None));
        Assert.Equal(
            IssuanceOutcome.AlreadyUsed,
            await journal.RecordAsync(first with { IssuedAt = first.IssuedAt.AddSeconds(9) }, CancellationToken.None));

        Assert.Equal(first.IssuedAt, (await LastAsync(database)).At);
    }

    [Theory]
    [OnEachDatabase]
    public async Task What_is_gone_is_forgotten_but_for_the_last_use_of_a_principal_that_is_there(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var now = database.Time.GetUtcNow();
        await AddOwnerAsync(database);
        var (older, newer, stranger) = (Id(1), Id(2), Id(3));
        database.Uses.Note(older, Owner, Guid.Empty, now.AddSeconds(-1), null);
        database.Uses.Note(newer, Owner, Guid.Empty, now, null);
        database.Uses.Note(stranger, Id(4), Guid.Empty, now, null);
        await database.Uses.FlushAsync(CancellationToken.None);
        var ended = new EndedCredentialUses(database.Database, database.Contexts);
        database.Commands.Clear();

        Assert.Equal(2, await ended.SweepAsync(CancellationToken.None));
        Assert.Equal(newer, Assert.Single(await database.RowsAsync<CredentialUse>()).CredentialId);
        Assert.Equal(0, await ended.SweepAsync(CancellationToken.None));
        Assert.Equal(1, database.Commands.Count("DELETE"));
    }

    [Fact]
    public async Task Uses_of_a_page_are_found_by_an_index()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = await database.Contexts.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN SELECT * FROM credential_uses WHERE principal_id IN ('A', 'B') LIMIT 10";
        await using var plan = await command.ExecuteReaderAsync();

        Assert.True(await plan.ReadAsync());
        Assert.StartsWith("SEARCH credential_uses USING INDEX", plan.GetString(3), StringComparison.Ordinal);
    }

    private static Guid Id(int number) => new($"01990000-0000-7000-8000-{number:x12}");

    private static void Note(TestDatabase database, DateTimeOffset at, string? address) =>
        database.Uses.Note(Credential, Owner, Guid.Empty, at, address is null ? null : IPAddress.Parse(address));

    private static async Task<(DateTimeOffset At, string? Address)> LastAsync(TestDatabase database)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        var uses = await database.Uses.OfAsync(db, [Owner], CancellationToken.None);
        var last = uses.Of(Credential)!; // It has been noted.
        Assert.Equal(last.UsedAt, uses.OfPrincipal(Owner));
        return (last.UsedAt, last.Address);
    }

    private static Task<int> AddOwnerAsync(TestDatabase database) => database.Database.WriteAsync(
        async (db, cancellationToken) =>
        {
            db.Add(new Tenant
            {
                Id = Id(9),
                Name = "Tenant",
                Realm = "tenant",
                HostLabel = "tenant",
                DefaultApiId = Guid.Empty,
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
            db.Add(new Principal
            {
                Id = Owner,
                TenantId = Id(9),
                Kind = PrincipalKind.User,
                Status = PrincipalStatus.Active,
                Number = 1,
            });
            return await db.SaveChangesAsync(cancellationToken);
        },
        CancellationToken.None);

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
