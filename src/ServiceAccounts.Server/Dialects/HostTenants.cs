using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects;

/// <summary>The tenant that the host of a request names by its first label, where <c>Dialects:HostSuffix</c> is set.</summary>
internal sealed class HostTenants(IOptions<DialectOptions> options, TenantStore tenants)
{
    private readonly string? _suffix = options.Value.HostSuffix is { } suffix ? "." + suffix : null;

    /// <summary>Whether a host is one of those that name tenants, whether or not there is that tenant.</summary>
    [MemberNotNullWhen(true, nameof(_suffix))]
    public bool IsBelowSuffix(HostString host) => _suffix is not null && host.Host.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The tenant of the label before the suffix; none for any other host.</summary>
    public async ValueTask<NamedTenant> FindAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!IsBelowSuffix(http.Request.Host))
        {
            return NamedTenant.None;
        }

        var label = http.Request.Host.Host[..^_suffix.Length];
        return label.Length == 0 || label.Contains('.', StringComparison.Ordinal)
            ? NamedTenant.Unknown
            : NamedTenant.OfFound(await tenants.FindByHostLabelAsync(label, cancellationToken));
    }
}
