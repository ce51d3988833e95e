using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using Api = ServiceAccounts.Storage.Access.Api;

namespace ServiceAccounts.Management.Access;

/// <summary>What is true of an Api both when it is made and when it is changed.</summary>
internal static class ApiRequest
{
    /// <summary>The Apis of the caller's tenant.</summary>
    public static IQueryable<Api> OfTenant(ServiceAccountsDbContext db, Caller caller) =>
        db.Set<Api>().Include(a => a.Permissions).Where(a => a.TenantId == caller.Tenant.TenantId);

    public static void CheckLifetime(int? ttl, IOptions<TokenOptions> tokens, Fields fields)
    {
        var (minimum, maximum) = (tokens.Value.MinimumTtlSeconds, tokens.Value.MaximumTtlSeconds);
        if (ttl < minimum || ttl > maximum)
        {
            fields.Add("maximum_ttl_seconds", $"It is a number from {minimum} to {maximum}, or null.");
        }
    }

    public static void CheckAlgorithm(string? algorithm, Fields fields)
    {
        if (algorithm is null || !SignatureAlgorithms.ForAccessTokens.Contains(algorithm))
        {
            fields.Add("signing_algorithm", $"It is one of {string.Join(", ", SignatureAlgorithms.ForAccessTokens)}.");
        }
    }

    /// <summary>The names of the permissions that a request lists, each once.</summary>
    public static HashSet<string> ReadPermissions(IReadOnlyList<string>? names, Fields fields)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        if (names is null or { Count: > Api.MaxPermissions })
        {
            fields.Add("permissions", $"It is a list of at most {Api.MaxPermissions} permissions.");
            return read;
        }

        foreach (var name in names)
        {
            if (name is null || !ScopeList.IsScopeToken(name))
            {
                fields.Add("permissions", "One of them cannot be a scope: 1 to 255 printable characters without space, quote and backslash.");
            }
            else if (PermissionNames.IsQualified(name))
            {
                fields.Add("permissions", "One of them begins with an id and a #: that form names the permission of another Api.");
            }
            else
            {
                read.Add(name);
            }
        }

        return read;
    }

    /// <summary>The clients that a request lists as those who may introspect, each once; they are clients of the tenant.</summary>
    public static async Task<string[]> ReadIntrospectionClientsAsync(
        ServiceAccountsDbContext db, Caller caller, IReadOnlyList<string>? clientIds, Fields fields, CancellationToken cancellationToken)
    {
        var read = (clientIds ?? []).Distinct(StringComparer.Ordinal).ToArray();
        if (read.Length > Api.MaxIntrospectionClients)
        {
            fields.Add("introspection_clients", $"It is a list of at most {Api.MaxIntrospectionClients} client ids.");
            return [];
        }

        var known = await db.Set<Application>().CountAsync(
            a => a.TenantId == caller.Tenant.TenantId && EF.Parameter(read).Contains(a.ClientId), cancellationToken);
        if (known != read.Length)
        {
            fields.Add("introspection_clients", "The tenant has no client of one of these ids.");
        }

        return read;
    }

    /// <summary>Why the tenant cannot have so many more permissions, or null.</summary>
    public static async Task<OperationError?> WhyTooManyAsync(
        ServiceAccountsDbContext db, Caller caller, int more, CancellationToken cancellationToken) =>
        more > 0 && more + await OfTenant(db, caller).SelectMany(a => a.Permissions).CountAsync(cancellationToken) > Api.MaxPermissionsPerTenant
            ? OperationError.LimitReached($"The Apis of a tenant define at most {Api.MaxPermissionsPerTenant} permissions together: remove some first.")
            : null;
}
