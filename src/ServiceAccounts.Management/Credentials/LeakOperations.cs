using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;
using ClientSecret = ServiceAccounts.Storage.Credentials.ClientSecret;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// Takes found credentials out of use at once. To have one is right enough: whoever reports it could have used it, so no
/// permission is asked for, no tenant is too far, and neither the last secret nor the last administrator's token is spared.
/// </summary>
public sealed class LeakOperations(ManagementTransaction transaction, SecretHasher hasher, TimeProvider time)
{
    private const int MaxTexts = 100;
    private const int MaxTextLength = 4_096;
    private const int MaxFound = 1_000;

    /// <summary>Revokes every credential of ours that stands in the texts; the texts themselves are kept nowhere.</summary>
    public async Task<Outcome<LeakReportResponse>> ReportAsync(
        Caller caller, ReportLeaksRequest request, CancellationToken cancellationToken)
    {
        var fields = new Fields();
        var texts = request.Secrets ?? [];
        if (texts.Count is < 1 or > MaxTexts || texts.Any(text => text is null || text.Length > MaxTextLength))
        {
            fields.Add("secrets", $"It is a list of 1 to {MaxTexts} texts of at most {MaxTextLength} characters.");
            return fields.Error;
        }

        var found = texts.SelectMany(CredentialFormat.FindIn).Distinct(StringComparer.Ordinal).Take(MaxFound + 1).ToList();
        if (found.Count > MaxFound)
        {
            fields.Add("secrets", $"More than {MaxFound} credentials stand in them: report them in parts.");
            return fields.Error;
        }

        var hashes = found.SelectMany(text => hasher.HashUnderEveryKey(text)).Select(hash => hash.Value.ToArray()).ToList();
        return await transaction.RunAsync(
            caller, (db, caller, cancellation) => RevokeAsync(db, caller, texts.Count, hashes, cancellation), cancellationToken);
    }

    private async Task<Outcome<Done<LeakReportResponse>>> RevokeAsync(
        ServiceAccountsDbContext db, Caller caller, int received, List<byte[]> hashes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var leaked = new List<Leaked>();
        foreach (var chunk in hashes.Chunk(MaxFound))
        {
            leaked.AddRange(await DeleteSecretsAsync(db, chunk, now, cancellationToken));
            leaked.AddRange(await RevokeTokensAsync(db, chunk, now, cancellationToken));
        }

        foreach (var account in leaked.Select(credential => credential.Account).OfType<ServiceAccount>().Distinct())
        {
            account.Version++;
            account.UpdatedAt = now;
        }

        await db.SaveChangesAsync(cancellationToken);
        var own = leaked.Where(credential => credential.Deed.TenantId == caller.Tenant.TenantId).Select(credential => credential.Answer);
        return new Done<LeakReportResponse>(
            new LeakReportResponse(received, leaked.Count, [.. own]), [.. leaked.Select(credential => credential.Deed)]);
    }

    private static async Task<List<Leaked>> DeleteSecretsAsync(
        ServiceAccountsDbContext db, byte[][] hashes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var secrets = await db.Set<ClientSecret>()
            .Where(s => hashes.Contains(s.Hash) && (s.ExpiresAt == null || s.ExpiresAt > now))
            .OrderBy(s => s.Id).Take(hashes.Length).ToListAsync(cancellationToken);
        var applicationIds = secrets.ConvertAll(s => s.ApplicationId);
        var applications = await db.Set<Application>().Where(a => applicationIds.Contains(a.Id))
            .OrderBy(a => a.Id).Take(hashes.Length).ToDictionaryAsync(a => a.Id, cancellationToken);
        var accounts = await AccountsAsync(db, applications.Values.Select(a => a.PrincipalId), cancellationToken);
        db.RemoveRange(secrets);
        return secrets.ConvertAll(secret =>
        {
            var application = applications[secret.ApplicationId];
            return Leaked.Of(
                "client_secret", secret.Id, secret.Hint, application.PrincipalId, application.TenantId, application.ClientId,
                accounts.GetValueOrDefault(application.PrincipalId));
        });
    }

    private static async Task<List<Leaked>> RevokeTokensAsync(
        ServiceAccountsDbContext db, byte[][] hashes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tokens = await db.Set<ApiToken>()
            .Where(t => hashes.Contains(t.Hash) && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now))
            .OrderBy(t => t.Id).Take(hashes.Length).ToListAsync(cancellationToken);
        tokens.ForEach(token => token.RevokedAt = now);

        // What was rotated away, and would work for a while yet, does not: the text that replaced it is another.
        var retiring = await db.Set<ApiToken>()
            .Where(t => t.RetiringHash != null && hashes.Contains(t.RetiringHash) && t.RetiringUntil > now && t.RevokedAt == null)
            .OrderBy(t => t.Id).Take(hashes.Length).ToListAsync(cancellationToken);
        retiring.ForEach(token => (token.RetiringHash, token.RetiringUntil) = (null, null));
        tokens = [.. tokens.Union(retiring)];
        var accounts = await AccountsAsync(db, tokens.Select(t => t.PrincipalId), cancellationToken);
        return tokens.ConvertAll(token => Leaked.Of(
            "api_token", token.Id, token.Hint, token.PrincipalId, token.TenantId, null, accounts.GetValueOrDefault(token.PrincipalId)));
    }

    private static Task<Dictionary<Guid, ServiceAccount>> AccountsAsync(
        ServiceAccountsDbContext db, IEnumerable<Guid> principalIds, CancellationToken cancellationToken)
    {
        var ids = principalIds.Distinct().ToList();
        return db.Set<ServiceAccount>().Where(a => ids.Contains(a.Id)).OrderBy(a => a.Id).Take(MaxFound)
            .ToDictionaryAsync(a => a.Id, cancellationToken);
    }

    // In the ledger of the tenant whose it was: who found it, but not where they belong.
    private sealed record Leaked(LeakedCredentialResponse Answer, Deed Deed, ServiceAccount? Account)
    {
        public static Leaked Of(
            string kind, Guid id, string hint, Guid principalId, Guid tenantId, string? clientId, ServiceAccount? account) => new(
            new LeakedCredentialResponse { Kind = kind, CredentialId = id, Hint = hint, PrincipalId = principalId, ClientId = clientId },
            new Deed(kind + ".leaked", kind, id)
            {
                TenantId = tenantId,
                PrincipalId = principalId,
                OrganizationId = account?.OrganizationId,
                ClientId = clientId,
                Details = clientId is null
                    ? new Dictionary<string, object?> { ["hint"] = hint }
                    : new Dictionary<string, object?> { ["client_id"] = clientId, ["hint"] = hint },
            },
            account);
    }
}
