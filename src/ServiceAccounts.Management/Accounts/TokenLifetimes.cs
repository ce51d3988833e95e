using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Which lifetimes an administrator may give to access tokens.</summary>
public sealed class TokenLifetimes(IOptions<TokenOptions> options)
{
    private readonly TokenOptions _options = options.Value;

    /// <summary>The lifetime in seconds that an application gets; the default where none is asked for.</summary>
    internal int Of(int? asked, TenantAccess tenant, Fields fields)
    {
        var maximum = Math.Min(_options.MaximumTtlSeconds, tenant.MaximumTtlSeconds ?? int.MaxValue);
        var minimum = Math.Min(Math.Max(_options.MinimumTtlSeconds, tenant.MinimumTtlSeconds ?? 0), maximum);
        if (asked < minimum || asked > maximum)
        {
            fields.Add("access_token_ttl_seconds", $"It is a number from {minimum} to {maximum}.");
        }

        return asked ?? Math.Clamp(_options.DefaultTtlSeconds, minimum, maximum);
    }

    /// <summary>The same for an account; one that is born with an API token, and has no application, gets no access tokens.</summary>
    internal int OfAccount(int? asked, bool hasApplications, TenantAccess tenant, Fields fields)
    {
        if (asked is not null && !hasApplications)
        {
            fields.Add("access_token_ttl_seconds", "It goes with an OAuth auth_type: an api_key account gets no access tokens.");
            return 0;
        }

        return Of(asked, tenant, fields);
    }
}
