using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage.Tests;

/// <summary>An upgrade keeps every row, and gives each what the new version needs of it.</summary>
public sealed class UpgradeTests
{
    private const string Tenant = "01990000-0000-7000-8000-0000000000F1";
    private const string Principal = "01990000-0000-7000-8000-0000000000F2";

    [Fact]
    public async Task The_rows_of_the_first_version_are_whole_under_the_account_model()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using (var db = await database.Contexts.CreateDbContextAsync())
        {
            await db.GetService<IMigrator>().MigrateAsync("Initial");
            await db.Database.ExecuteSqlRawAsync(
                $$"""
                INSERT INTO tenants (id, name, realm, host_label, default_api_id, created_at)
                    VALUES ('{{Tenant}}', 'default', 'default', 'default', '{{Tenant}}', 1000);
                INSERT INTO principals (id, tenant_id, kind, status, number, epoch) VALUES ('{{Principal}}', '{{Tenant}}', 'User', 'Active', 7, 3);
                INSERT INTO users (id, name, email, created_at) VALUES ('{{Principal}}', 'Administrator', 'Admin@example.com', 2000);
                INSERT INTO ledger (position, at, tenant_id, actor_name, action, subject_kind, subject_id, surface, details, seal_key_version, seal)
                    VALUES (1, 1000, '{{Tenant}}', 'server', 'tenant.created', 'tenant', '{{Tenant}}', 'server', 'null', 1, x'00');
                """);
        }

        await database.Database.MigrateAsync(CancellationToken.None);

        var tenant = Assert.Single(await database.RowsAsync<Tenant>());
        Assert.Equal((1, (string[]?)null), (tenant.Version, tenant.IdentifierPrefixes));
        var everyone = Assert.Single(await database.RowsAsync<AccountGroup>());
        Assert.True(everyone.IsEveryone);
        Assert.Equal(
            (tenant.Id, AccountGroup.EveryoneName, "EVERYONE", tenant.CreatedAt),
            (everyone.TenantId, everyone.Name, everyone.NormalizedName, everyone.CreatedAt));
        var user = Assert.Single(await database.RowsAsync<User>());
        Assert.Equal(
            (tenant.Id, User.Normalize(user.Email), user.CreatedAt, 1),
            (user.TenantId, user.NormalizedEmail, user.UpdatedAt, user.Version));
        var entry = Assert.Single(await database.RowsAsync<LedgerEntry>());
        Assert.Equal((LedgerOutcome.Done, 1), (entry.Outcome, entry.Count));
    }
}
