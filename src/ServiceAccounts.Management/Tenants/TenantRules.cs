using Microsoft.Extensions.Options;
using ServiceAccounts.Contracts.Tenants;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;
using Api = ServiceAccounts.Storage.Access.Api;

namespace ServiceAccounts.Management.Tenants;

/// <summary>What a tenant may be set to, the same at its creation and later.</summary>
public sealed class TenantRules(RegionTable regions, Issuer issuer, IOptions<TokenOptions> tokens)
{
    // A realm is a part of a path, and unless another is given the label of a host.
    private const int MaxLabelLength = 63;
    private const int MaxPrefixes = 50;

    /// <summary>The refusal where a change is of what is set at <c>system</c> only, and the caller has not that reach.</summary>
    internal static OperationError? WhyNotSet(Caller caller, UpdateTenantRequest request)
    {
        var names = new List<string>();
        AddIf(request.Realm.IsPresent, "realm");
        AddIf(request.HostLabel.IsPresent, "host_label");
        AddIf(request.Region.IsPresent, "region");
        AddIf(request.MaximumServiceAccounts.IsPresent, "maximum_service_accounts");
        AddIf(request.IdentifierPrefixes.IsPresent, "identifier_prefixes");
        return names.Count == 0 || caller.Can(ManagementPermissions.TenantManage, Place.System)
            ? null
            : OperationError.SystemOnly($"Setting {string.Join(", ", names)}", ManagementPermissions.TenantManage);

        void AddIf(bool isPresent, string name)
        {
            if (isPresent)
            {
                names.Add(name);
            }
        }
    }

    /// <summary>Sets what the request has, the default Api excepted.</summary>
    internal void Apply(UpdateTenantRequest request, Tenant tenant, Fields fields)
    {
        if (request.Name.IsPresent)
        {
            tenant.Name = fields.Name("name", request.Name.Value, Tenant.MaxNameLength);
        }

        if (request.Realm.IsPresent)
        {
            tenant.Realm = Label("realm", request.Realm.Value, fields);
        }

        if (request.HostLabel.IsPresent)
        {
            tenant.HostLabel = Label("host_label", request.HostLabel.Value, fields);
        }

        if (request.Region is { IsPresent: true, Value: var region })
        {
            if (region is not null && !regions.Has(region))
            {
                fields.Add("region", $"It is one of {string.Join(", ", regions.Regions.Select(r => r.Code))}.");
            }

            tenant.Region = region;
        }

        if (request.MaximumServiceAccounts is { IsPresent: true, Value: var maximum })
        {
            if (maximum < 0)
            {
                fields.Add("maximum_service_accounts", "It is a number from 0, or null for no maximum.");
            }

            tenant.MaximumServiceAccounts = maximum;
        }

        if (request.IdentifierPrefixes.IsPresent)
        {
            tenant.IdentifierPrefixes = Prefixes(request.IdentifierPrefixes.Value, fields);
        }

        ApplyLifetimes(request, tenant, fields);
    }

    private void ApplyLifetimes(UpdateTenantRequest request, Tenant tenant, Fields fields)
    {
        const string Minimum = "minimum_ttl_seconds";
        const string Maximum = "maximum_ttl_seconds";
        if (request.MinimumTtlSeconds.IsPresent)
        {
            tenant.MinimumTtlSeconds = Lifetime(Minimum, request.MinimumTtlSeconds.Value, fields);
        }

        if (request.MaximumTtlSeconds.IsPresent)
        {
            tenant.MaximumTtlSeconds = Lifetime(Maximum, request.MaximumTtlSeconds.Value, fields);
        }

        if (tenant.MinimumTtlSeconds > tenant.MaximumTtlSeconds)
        {
            fields.Add(
                request.MinimumTtlSeconds.IsPresent ? Minimum : Maximum,
                $"The minimum, {tenant.MinimumTtlSeconds}, would be longer than the maximum, {tenant.MaximumTtlSeconds}.");
        }
    }

    private int? Lifetime(string field, int? seconds, Fields fields)
    {
        var (minimum, maximum) = (tokens.Value.MinimumTtlSeconds, tokens.Value.MaximumTtlSeconds);
        if (seconds < minimum || seconds > maximum)
        {
            fields.Add(field, $"It is a number from {minimum} to {maximum}, or null for the server's own.");
        }

        return seconds;
    }

    private static string Label(string field, string? value, Fields fields)
    {
        if (value is null || !Slug.Is(value, MaxLabelLength))
        {
            fields.Add(field, $"It has 1 to {MaxLabelLength} lower-case letters, digits and hyphens, and no hyphen at either end.");
        }

        return value ?? string.Empty;
    }

    // Below the issuer each realm has a path of its own: no prefix reaches into that of another.
    private string[]? Prefixes(IReadOnlyList<string>? prefixes, Fields fields)
    {
        if (prefixes?.Count > MaxPrefixes)
        {
            fields.Add("identifier_prefixes", $"It has more than {MaxPrefixes}.");
            return [];
        }

        if (prefixes?.Any(prefix => !IsPrefix(prefix)) == true)
        {
            fields.Add(
                "identifier_prefixes",
                $"One of them cannot be a prefix: 1 to {Api.MaxIdentifierLength} printable ASCII characters without space, and not below {issuer.Value}.");
            return [];
        }

        return prefixes?.Distinct(StringComparer.Ordinal).ToArray();
    }

    private bool IsPrefix(string? prefix) =>
        prefix is { Length: > 0 and <= Api.MaxIdentifierLength }
        && prefix.All(c => c is > ' ' and <= '~')
        && !prefix.StartsWith(issuer.Value, StringComparison.OrdinalIgnoreCase);
}
