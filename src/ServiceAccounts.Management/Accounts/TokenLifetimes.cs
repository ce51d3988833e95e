using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Which lifetimes an administrator may give to access tokens.</summary>
public sealed class TokenLifetimes(IOptions<TokenOptions> options)
{
    private readonly TokenOptions _options = options.Value;

    /// <summary>The lifetime in seconds that an application gets; the default where none is asked for.</summary>
    internal int Of(int? asked, AuthenticationType authType, TenantAccess tenant, Fields fields)
    {
        var maximum = Math.Min(_options.MaximumTtlSeconds, tenant.MaximumTtlSeconds ?? int.MaxValue);
        var minimum = Math.Min(Math.Max(_options.MinimumTtlSeconds, tenant.MinimumTtlSeconds ?? 0), maximum);
        if (asked is not null && authType == AuthenticationType.ApiKey)
        {
            fields.Add("access_token_ttl_seconds", "It goes with an OAuth auth_type: an api_key account gets no access tokens.");
        }
        else if (asked < minimum || asked > maximum)
        {
            fields.Add("access_token_ttl_seconds", $"It is a number from {minimum} to {maximum}.");
        }

        return asked ?? Math.Clamp(_options.DefaultTtlSeconds, minimum, maximum);
    }
}
