using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ServiceAccounts.Storage;

/// <summary>The tables; each is mapped beside its entity.</summary>
public sealed class ServiceAccountsDbContext(DbContextOptions<ServiceAccountsDbContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Milliseconds since 1970 in UTC: the same order, precision and equality on every database.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new Tenants.TenantConfiguration());
        modelBuilder.ApplyConfiguration(new Tenants.OrganizationConfiguration());
        modelBuilder.ApplyConfiguration(new Accounts.PrincipalConfiguration());
        modelBuilder.ApplyConfiguration(new Accounts.UserConfiguration());
        modelBuilder.ApplyConfiguration(new Accounts.ServiceAccountConfiguration());
        modelBuilder.ApplyConfiguration(new Accounts.ServiceAccountLabelConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.ApplicationConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.ClientSecretConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.KeySetConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.FetchedKeySetConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.ApiTokenConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.CredentialUseConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.RevokedTokenConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.ClientCertificateConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.FederatedCredentialConfiguration());
        modelBuilder.ApplyConfiguration(new Credentials.StatusListEntryConfiguration());
        modelBuilder.ApplyConfiguration(new Access.ApiConfiguration());
        modelBuilder.ApplyConfiguration(new Access.ApiPermissionConfiguration());
        modelBuilder.ApplyConfiguration(new Access.RoleConfiguration());
        modelBuilder.ApplyConfiguration(new Access.RolePermissionConfiguration());
        modelBuilder.ApplyConfiguration(new Access.RoleBindingConfiguration());
        modelBuilder.ApplyConfiguration(new Access.DirectGrantConfiguration());
        modelBuilder.ApplyConfiguration(new Access.AccountGroupConfiguration());
        modelBuilder.ApplyConfiguration(new Access.AccountGroupMemberConfiguration());
        modelBuilder.ApplyConfiguration(new Access.AccountGroupBindingConfiguration());
        modelBuilder.ApplyConfiguration(new Access.AccountGroupGrantConfiguration());
        modelBuilder.ApplyConfiguration(new Keys.KeyRingElementConfiguration());
        modelBuilder.ApplyConfiguration(new Keys.SigningKeyConfiguration());
        modelBuilder.ApplyConfiguration(new Keys.ServerSecretConfiguration());
        modelBuilder.ApplyConfiguration(new Leases.LeaseConfiguration());
        modelBuilder.ApplyConfiguration(new Ledger.LedgerEntryConfiguration());
        modelBuilder.ApplyConfiguration(new Ledger.LedgerPositionConfiguration());
        modelBuilder.ApplyConfiguration(new Ledger.IdempotencyKeyConfiguration());
        modelBuilder.ApplyConfiguration(new Issuances.IssuanceBatchConfiguration());
        modelBuilder.ApplyConfiguration(new Issuances.IssuanceBlockConfiguration());
        modelBuilder.ApplyConfiguration(new Issuances.SingleUseClaimConfiguration());

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
