using ServiceAccounts.Contracts.Tenants;

namespace ServiceAccounts.Management.Tenants;

/// <summary>A region.</summary>
/// <param name="Code">Its code, such as <c>EU</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="CloudRegion">The cloud provider's name of it, where there is one.</param>
/// <param name="ApiBaseUrl">The base of every URL of its API.</param>
public sealed record Region(string Code, string Name, string? CloudRegion, string ApiBaseUrl);

/// <summary>The regions of which this deployment knows, and which of them it is.</summary>
public sealed class RegionTable
{
    /// <summary>The code whose host name does not carry it.</summary>
    private const string FirstCode = "US1";

    private static readonly (string Code, string Name, string? CloudRegion)[] Rows =
    [
        ("AU", "Asia Pacific (Sydney)", "ap-southeast-2"),
        ("CA", "Canada (Central)", "ca-central-1"),
        ("DE", "EU (Frankfurt)", "eu-central-1"),
        ("EU", "EU (Ireland)", "eu-west-1"),
        ("FED", "US East (N. Virginia)", "us-east-1"),
        ("JP", "Asia Pacific (Tokyo)", "ap-northeast-1"),
        ("KR", "Asia Pacific (Seoul)", "ap-northeast-2"),
        ("US1", "US East (N. Virginia)", "us-east-1"),
        ("US2", "US West (Oregon)", "us-west-2"),
        ("ZRH", "Switzerland (Zurich)", null),
    ];

    /// <summary>A table in which <paramref name="current"/> is this deployment, reached at <paramref name="issuer"/> and nowhere else.</summary>
    public RegionTable(IEnumerable<Region> regions, string current, string issuer)
    {
        Current = current;
        Regions = [.. regions.Select(region => region.Code == current ? region with { ApiBaseUrl = issuer } : region)
            .OrderBy(region => region.Code, StringComparer.Ordinal)];
    }

    /// <summary>The code of this deployment's region.</summary>
    public string Current { get; }

    /// <summary>All of them, by code.</summary>
    public IReadOnlyList<Region> Regions { get; }

    /// <summary>The rows of a deployment that names none of its own.</summary>
    public static IEnumerable<Region> Default(string domain) =>
        Rows.Select(row => new Region(row.Code, row.Name, row.CloudRegion, BaseUrlOf(row.Code, domain)));

    /// <summary>The base URL of a region that names none of its own.</summary>
    public static string BaseUrlOf(string code, string domain) =>
        code == FirstCode ? $"https://api.{domain}" : $"https://api.{code.ToLowerInvariant()}.{domain}";

    /// <summary>Whether there is a region of that code.</summary>
    public bool Has(string code) => Regions.Any(region => region.Code == code);

    /// <summary>The table as everybody sees it.</summary>
    public RegionsResponse Show() =>
        new(Current, [.. Regions.Select(region => new RegionResponse(region.Code, region.Name, region.CloudRegion, region.ApiBaseUrl))]);
}
