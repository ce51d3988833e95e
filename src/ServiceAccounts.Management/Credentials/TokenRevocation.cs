using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Credentials;

/// <summary>What a client does to tokens of its own (RFC 7009): recorded as every other change is.</summary>
public sealed class TokenRevocation(ManagementTransaction transaction, TimeProvider time)
{
    /// <summary>Ends an access token; where it has been revoked already, nothing is done.</summary>
    public Task<Outcome<RevokedToken>> RevokeAccessTokenAsync(
        Actor actor, KnownPrincipal owner, string clientId, Guid tokenId, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            actor,
            async (db, cancellation) =>
            {
                if (await db.Set<RevokedToken>().SingleOrDefaultAsync(t => t.Id == tokenId, cancellation) is { } earlier)
                {
                    return new Done<RevokedToken>(earlier);
                }

                var revoked = new RevokedToken
                {
                    Id = tokenId,
                    TenantId = owner.Principal.TenantId,
                    ExpiresAt = expiresAt,
                    RevokedAt = time.GetUtcNow(),
                };
                db.Add(revoked);
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<RevokedToken>>)new Done<RevokedToken>(
                    revoked,
                    DeedOf("access_token.revoked", "access_token", tokenId, owner, clientId, new() { ["expires_at"] = expiresAt }));
            },
            cancellationToken);

    /// <summary>Ends an API token of the client's account, for good.</summary>
    public Task<Outcome<ApiToken>> RevokeApiTokenAsync(
        Actor actor, KnownPrincipal owner, string clientId, Guid tokenId, CancellationToken cancellationToken) =>
        transaction.RunAsync(
            actor,
            async (db, cancellation) =>
            {
                var token = await db.Set<ApiToken>().SingleAsync(t => t.Id == tokenId && t.PrincipalId == owner.Principal.Id, cancellation);
                if (token.RevokedAt is not null)
                {
                    return new Done<ApiToken>(token);
                }

                token.RevokedAt = time.GetUtcNow();
                await db.SaveChangesAsync(cancellation);
                return (Outcome<Done<ApiToken>>)new Done<ApiToken>(
                    token,
                    DeedOf("api_token.revoked", "api_token", tokenId, owner, clientId, new() { ["name"] = token.Name, ["hint"] = token.Hint }));
            },
            cancellationToken);

    private static Deed DeedOf(
        string action, string kind, Guid id, KnownPrincipal owner, string clientId, Dictionary<string, object?> details) => new(action, kind, id)
        {
            TenantId = owner.Principal.TenantId,
            PrincipalId = owner.Principal.Id,
            OrganizationId = owner.OrganizationId,
            ClientId = clientId,
            Details = details,
        };
}
