using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Accounts;

/// <summary>A server with 100,000 service accounts in 500 organizations of one tenant, some with everything that a filter looks for.</summary>
public sealed class ManyAccounts : IAsyncLifetime
{
    /// <summary>How many there are.</summary>
    public const int Count = 100_000;

    /// <summary>The first of 500 organizations.</summary>
    public const string Organization = "01990000-0000-7000-A000-000000000001";

    /// <summary>A group in which every hundredth account is.</summary>
    public const string Group = "01990000-0000-7000-B000-000000000001";

    /// <summary>When the first account was made; each of the others a second after the one before.</summary>
    public static readonly DateTimeOffset First = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private RunningServer? _server;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    internal Plans Plans { get; } = new();

    /// <summary>The id of an account by its number.</summary>
    public static Guid IdOf(int number) => new($"01990000-0000-7000-9000-{number:X12}");

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            null, builder => CountingServer.CountOnly(builder.Services, Plans));
        await Server.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (db, cancellationToken) =>
            {
                foreach (var fill in Fill(Server.TenantId))
                {
                    await db.Database.ExecuteSqlRawAsync(fill, cancellationToken);
                }

                return 0;
            },
            CancellationToken.None);

        // Rows that came by no operation: the server has to be told of them.
        var feed = Server.Services.GetRequiredService<ChangeFeed>();
        feed.Publish(new Change(feed.Position + 1, Server.TenantId, null));

        // The tenant's roles and places are read once, by whoever comes first: no test pays for it.
        using var warm = await Server.Admin.GetAsync("/management/v1/service-accounts?limit=1");
        warm.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private static IEnumerable<string> Fill(Guid tenantId)
    {
        var tenant = tenantId.ToString().ToUpperInvariant();
        var first = First.ToUnixTimeMilliseconds();
        string Each(int count, string statement) =>
            $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) " + statement;
        string Id(string kind, string number = "i") => $"printf('01990000-0000-7000-{kind}000-%012X', {number})";

        string Insert(string table, string columns, int count, string values, string where = "1") =>
            $"INSERT INTO {table} ({columns}) " + Each(count, $"SELECT {values} FROM n WHERE {where}");

        yield return Insert(
            "organizations", "id, tenant_id, kind, name, slug, created_at, version", 500,
            $"{Id("A")}, '{tenant}', 'Organization', 'org ' || i, 'org-' || i, {first} + i, 1");
        yield return Insert(
            "principals", "id, tenant_id, kind, status, number, epoch", Count,
            $"{Id("9")}, '{tenant}', 'ServiceAccount', CASE WHEN i % 53 = 7 THEN 'Inactive' ELSE 'Active' END, i, 0");
        yield return Insert(
            "service_accounts",
            "id, tenant_id, organization_id, name, normalized_name, handle, auth_type, expires_at, created_at, updated_at, created_by_id, created_by_name, created_by_kind, version",
            Count,
            $"{Id("9")}, '{tenant}', {Id("A", "i % 500 + 1")}, 'name ' || i, 'NAME ' || i, 'name-' || i, CASE WHEN i % 2 THEN 'ApiKey' ELSE 'OauthClientSecret' END, "
            + $"CASE WHEN i % 1000 = 0 THEN {first} END, {first} + i * 1000, {first}, '{tenant}', 'nobody', 'User', 1");
        yield return Insert(
            "role_bindings", "id, principal_id, role_id, place_kind, place_id, created_at", Count,
            $"{Id("C")}, {Id("9")}, CASE WHEN i % 100 = 0 THEN '{SystemRole.JournalReader.Id}' ELSE '{SystemRole.Member.Id}' END, 'Organization', {Id("A", "i % 500 + 1")}, {first}");
        yield return Insert(
            "service_account_labels", "account_id, key, value", Count, $"{Id("9")}, 'team', 'team-' || (i % 300)");
        yield return Insert(
            "api_tokens", "id, principal_id, tenant_id, name, hash, hash_key_version, hint, enabled, created_at, expires_at", Count,
            $"{Id("D")}, {Id("9")}, '{tenant}', 'default', randomblob(32), 1, '...', 1, {first}, CASE WHEN i % 700 = 1 THEN 4102444800000 END", "i % 2");
        yield return Insert(
            "applications",
            "id, client_id, principal_id, tenant_id, authentication_method, access_token_ttl_seconds, allows_token_endpoint_audience, assertion_max_lifetime_seconds, enabled, created_at",
            Count, $"{Id("E")}, 'sa_client_' || printf('%012x', i), {Id("9")}, '{tenant}', 'ClientSecret', 3600, 0, 600, 1, {first}", "i % 2 = 0");
        yield return Insert(
            "client_secrets", "id, application_id, hash, hash_key_version, hint, created_at, expires_at", Count,
            $"{Id("F")}, {Id("E")}, randomblob(32), 1, '...', {first}, CASE WHEN i % 700 = 0 THEN 4102444800000 END", "i % 2 = 0");
        yield return Insert(
            "credential_uses", "credential_id, key_id, principal_id, tenant_id, used_at", Count,
            $"{Id("F")}, '', {Id("9")}, '{tenant}', {first} + i * 1000 + 500", "i % 3 = 0");
        yield return
            $"INSERT INTO account_groups (id, tenant_id, name, normalized_name, created_at, updated_at, version) VALUES ('{Group}', '{tenant}', 'some', 'SOME', {first}, {first}, 1)";
        yield return Insert(
            "account_group_members", "group_id, principal_id, created_at", Count, $"'{Group}', {Id("9")}, {first}", "i % 100 = 0");
    }
}
