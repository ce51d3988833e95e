using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Benchmarks;

/// <summary>
/// Writes service accounts straight into a database, past the operations and the journal: each with a client, a secret that all
/// of them share, and the role of the default Api.
/// </summary>
internal sealed class BulkAccounts(string[] settings)
{
    private const int AtOnce = 2_000;

    /// <summary>The secret of each client.</summary>
    public string Secret { get; } = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);

    /// <summary>The <c>client_id</c> of an account by its number.</summary>
    public static string ClientIdOf(int number) => $"{CredentialFormat.ClientIdPrefix}{number:x12}";

    /// <summary>Makes the database where there is none, and adds as many accounts, numbered from <paramref name="first"/> on.</summary>
    public async Task AddAsync(int count, TextWriter progress, int first = 1)
    {
        await using var app = Server.Program.Build(settings, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(TextWriter.Null); // Nobody needs to read the token that was given.
        });
        await app.Services.GetRequiredService<ServerStart>().RunAsync(CancellationToken.None);
        var contexts = app.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>();
        var hash = app.Services.GetRequiredService<SecretHasher>().Hash(Secret);
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (tenantId, organizationId) = await PlaceAsync(contexts);
        for (var done = 0; done < count; done += AtOnce)
        {
            await using var db = await contexts.CreateDbContextAsync();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var number in Enumerable.Range(first + done, Math.Min(AtOnce, count - done)))
            {
                Add(db, number, tenantId, organizationId, hash, now.AddMilliseconds(number - first - count));
            }

            await db.SaveChangesAsync();
            if (done % 100_000 == 0 && done > 0)
            {
                await progress.WriteLineAsync($"{done} accounts");
            }
        }
    }

    private static async Task<(Guid TenantId, Guid OrganizationId)> PlaceAsync(IDbContextFactory<ServiceAccountsDbContext> contexts)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var organization = await db.Set<Organization>().AsNoTracking().FirstAsync(o => o.Kind == OrganizationKind.Organization);
        return (organization.TenantId, organization.Id);
    }

    private static void Add(
        ServiceAccountsDbContext db, int number, Guid tenantId, Guid organizationId, SecretHash hash, DateTimeOffset at)
    {
        var id = Guid.CreateVersion7(at);
        var application = new Application
        {
            Id = Guid.CreateVersion7(at),
            ClientId = ClientIdOf(number),
            PrincipalId = id,
            TenantId = tenantId,
            AuthenticationMethod = ClientAuthenticationMethod.ClientSecret,
            AccessTokenTtlSeconds = 3_600,
            CreatedAt = at,
        };
        application.Secrets.Add(new Storage.Credentials.ClientSecret
        {
            Id = Guid.CreateVersion7(at),
            ApplicationId = application.Id,
            Hash = [.. hash.Value],
            HashKeyVersion = hash.KeyVersion,
            Hint = "...",
            CreatedAt = at,
        });
        db.Add(new ServiceAccount
        {
            Id = id,
            Principal = new Principal
            {
                Id = id,
                TenantId = tenantId,
                Kind = PrincipalKind.ServiceAccount,
                Status = PrincipalStatus.Active,
                Number = 1_000_000_000_000 + number,
            },
            TenantId = tenantId,
            OrganizationId = organizationId,
            Name = $"account {number}",
            NormalizedName = $"ACCOUNT {number}",
            Handle = $"account-{number}",
            AuthType = AuthenticationType.OauthClientSecret,
            CreatedAt = at,
            UpdatedAt = at,
            CreatedById = tenantId,
            CreatedByName = "bulk",
            CreatedByKind = PrincipalKind.User,
        });
        db.Add(application);
        db.Add(new RoleBinding
        {
            Id = Guid.CreateVersion7(at),
            PrincipalId = id,
            RoleId = SystemRole.ApiDefault.Id,
            PlaceKind = PlaceKind.Organization,
            PlaceId = organizationId,
            CreatedAt = at,
        });
    }
}
