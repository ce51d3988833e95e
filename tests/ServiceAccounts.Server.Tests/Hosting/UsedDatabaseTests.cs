using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>A start on a database that has been used before, by the right server or a wrong one.</summary>
public sealed class UsedDatabaseTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused()
    {
        await using var first = await BuiltServer.StartInAsync(_directory);

        var refused = await Assert.ThrowsAsync<IOException>(() => BuiltServer.StartInAsync(_directory));

        Assert.Contains(
            $"Another server runs on the database '{BuiltServer.DatabaseIn(_directory)}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "ServiceAccounts:Storage:ConnectionString, for example ServiceAccounts__Storage__ConnectionString=",
            refused.Message, StringComparison.Ordinal);
        using var response = await first.ListAccountsAsync(await first.BootstrapTokenAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_server_is_refused_by_whatever_link_it_comes(bool linkToDirectory)
    {
        await using var first = await BuiltServer.StartInAsync(_directory);
        var link = Path.Combine(_directory, "link");
        var database = BuiltServer.DatabaseIn(_directory);
        if (linkToDirectory)
        {
            Directory.CreateSymbolicLink(link, Path.GetDirectoryName(database)!); // It is in a directory.
        }
        else
        {
            File.CreateSymbolicLink(link, database);
        }

        var path = linkToDirectory ? Path.Combine(link, Path.GetFileName(database)) : link;
        await Assert.ThrowsAsync<IOException>(
            () => BuiltServer.StartInAsync(_directory, $"Storage:ConnectionString=Data Source={path}"));
    }

    [Fact]
    public async Task When_a_server_has_ended_the_next_may_start()
    {
        await using (await BuiltServer.StartInAsync(_directory))
        {
        }

        await using var second = await BuiltServer.StartInAsync(_directory);
        Assert.NotEmpty(await second.KeyIdsAsync());
    }

    [Fact]
    public async Task A_wrong_protection_certificate_is_named_and_spoils_nothing()
    {
        string[] keys;
        await using (var first = await BuiltServer.StartInAsync(_directory, $"Certificates:Protection={Pfx.Protection}"))
        {
            keys = await first.KeyIdsAsync();
        }

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(
                () => BuiltServer.StartInAsync(_directory, $"Certificates:Protection={Pfx.OtherProtection}"));
            Assert.StartsWith(
                "ServiceAccounts:Certificates:Protection: This certificate does not open the keys in the database "
                + $"'{BuiltServer.DatabaseIn(_directory)}'.",
                refused.Message, StringComparison.Ordinal);
            Assert.Contains(
                "for example ServiceAccounts__Certificates__Protection=/run/secrets/protection.pfx", refused.Message, StringComparison.Ordinal);
        }

        await using var again = await BuiltServer.StartInAsync(_directory, $"Certificates:Protection={Pfx.Protection}");
        Assert.Equal(keys, await again.KeyIdsAsync());
        await using var db = await again.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        Assert.Equal(1, await db.Set<KeyRingElement>().CountAsync());
        using var response = await again.ListAccountsAsync(await again.BootstrapTokenAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task However_many_keys_were_retired_the_one_that_signs_stays()
    {
        string[] keys;
        await using (var first = await BuiltServer.StartInAsync(_directory))
        {
            keys = await first.KeyIdsAsync();
            await using var db = await first.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
            db.AddRange(Enumerable.Range(1, 100).Select(i => new SigningKey
            {
                KeyId = $"old-{i}",
                Algorithm = "ES256",
                State = SigningKeyState.Retired,
                PublicJwk = $$"""{"kid":"old-{{i}}"}""",
                ProtectedPrivateKey = [0],
                CreatedAt = first.Time.GetUtcNow().AddDays(-i),
            }));
            await db.SaveChangesAsync();
        }

        await using var second = await BuiltServer.StartInAsync(_directory);

        Assert.Equal(keys, (await second.KeyIdsAsync())[^keys.Length..]);
    }

    [Fact]
    public async Task The_lock_of_a_server_killed_while_it_migrated_does_not_block_the_next()
    {
        await using (var first = await BuiltServer.StartInAsync(_directory))
        {
            await using var db = await first.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-01-01 00:00:00+00:00');
                """);
        }

        await using var second = await BuiltServer.StartInAsync(_directory).WaitAsync(TimeSpan.FromSeconds(30));

        using var response = await second.ListAccountsAsync(await second.BootstrapTokenAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
