using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Management.Audit;

/// <summary>Which tokens were issued.</summary>
public sealed class IssuanceOperations(
    IDbContextFactory<ServiceAccountsDbContext> contexts, IssuanceSearch search, TimeProvider time)
{
    /// <summary>Up to how many tokens are counted.</summary>
    public const int MaxCounted = 10_000;

    // No access token lives longer, whatever the settings.
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>
    /// The tokens of a client in the order of issuance; needs <c>journal.read</c> where its account is, and at the tenant
    /// when it is not there any more. A page may be short, or empty, and have a next.
    /// </summary>
    public async Task<Outcome<Page<IssuanceResponse>>> ListAsync(
        Caller caller, string? clientId, string? from, string? to, Paging paging, CancellationToken cancellationToken)
    {
        if (!caller.CanAnywhere(ManagementPermissions.JournalRead))
        {
            return OperationError.Forbidden(ManagementPermissions.JournalRead);
        }

        var fields = new Fields();
        var (first, end) = (fields.Time("from", from), fields.Time("to", to));
        if (clientId is null || !(CredentialFormat.IsClientId(clientId) || CredentialFormat.IsApiTokenId(clientId)))
        {
            fields.Add("client_id", "It is required: sa_client_ and 12 hexadecimal digits, or the id of an API token.");
            return fields.Error;
        }

        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (!caller.Can(ManagementPermissions.JournalRead, await PlaceOfAsync(caller, clientId, cancellationToken)))
        {
            return OperationError.Forbidden(ManagementPermissions.JournalRead);
        }

        var result = await search.FindAsync(
            new IssuanceQuery(
                clientId, caller.Tenant.TenantId, Earliest(first), end,
                paging.After is { } after ? new IssuancePlace(after.CreatedAt, after.Id) : null, paging.Limit),
            cancellationToken);
        return new Page<IssuanceResponse>(
            [.. result.Tokens.Select(Show)], result.Next is { } next ? new Cursor(next.IssuedAt, next.TokenId).ToString() : null);
    }

    /// <summary>
    /// How many tokens of a client have not run out, counted up to <see cref="MaxCounted"/>; needs what <see cref="ListAsync"/> needs.
    /// </summary>
    public async Task<Outcome<Total>> CountUnexpiredAsync(Caller caller, string clientId, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.JournalRead, await PlaceOfAsync(caller, clientId, cancellationToken)))
        {
            return OperationError.Forbidden(ManagementPermissions.JournalRead);
        }

        var now = time.GetUtcNow();
        var found = await search.FindAsync(
            new IssuanceQuery(clientId, caller.Tenant.TenantId, now - LongestLife, null, null, MaxCounted), cancellationToken);
        return new Total(found.Tokens.Count(token => token.ExpiresAt > now));
    }

    // Nobody issued tokens before 1970.
    private static DateTimeOffset Earliest(DateTimeOffset? from) => from > DateTimeOffset.UnixEpoch ? from.Value : DateTimeOffset.UnixEpoch;

    private async Task<Place> PlaceOfAsync(Caller caller, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var principals = Guid.TryParse(clientId, out var tokenId)
            ? db.Set<ApiToken>().Where(t => t.Id == tokenId && t.TenantId == caller.Tenant.TenantId).Select(t => t.PrincipalId)
            : db.Set<Application>().Where(a => a.ClientId == clientId && a.TenantId == caller.Tenant.TenantId).Select(a => a.PrincipalId);
        var organization = await principals
            .Join(db.Set<ServiceAccount>(), id => id, s => s.Id, (_, account) => (Guid?)account.OrganizationId)
            .SingleOrDefaultAsync(cancellationToken);
        return organization is { } id ? caller.Tenant.PlaceOf(id) : caller.TenantPlace;
    }

    private static IssuanceResponse Show(IssuedToken token) => new()
    {
        TokenId = token.TokenId,
        ClientId = token.ClientId,
        ActingClientId = token.ActingClientId,
        PrincipalId = token.PrincipalId,
        CredentialId = token.CredentialId,
        ApiId = token.ApiId,
        IssuedAt = token.IssuedAt,
        ExpiresAt = token.ExpiresAt,
        Scope = token.Scope,
        Address = token.Address?.ToString(),
    };
}
