using ServiceAccounts.Management.Tenants;
using ServiceAccounts.Protocol.Metadata;
using RegionRow = ServiceAccounts.Server.Hosting.ServerOptions.RegionRow;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The region table: the ten known rows, or those of the settings.</summary>
internal static class RegionSettings
{
    private const string RegionSetting = $"{ServerOptions.Section}:{nameof(ServerOptions.Region)}";
    private const string DomainSetting = $"{ServerOptions.Section}:{nameof(ServerOptions.RegionDomain)}";
    private const string RowsSetting = $"{ServerOptions.Section}:{nameof(ServerOptions.Regions)}";
    private const int MaxRows = 100;
    private const int MaxCodeLength = 16;
    private const int MaxNameLength = 255;

    /// <summary>The table, with this deployment's row showing the issuer; notes what is wrong with the settings.</summary>
    public static RegionTable TableOf(ServerOptions options, IConfiguration configuration, Issuer issuer, Settings settings)
    {
        if (Uri.CheckHostName(options.RegionDomain) != UriHostNameType.Dns || options.RegionDomain.Any(char.IsAsciiLetterUpper))
        {
            settings.Add(DomainSetting, "It is a domain name in lower case.", new ServerOptions().RegionDomain);
        }

        CheckNames(configuration, settings);
        var own = options.Regions.Select((row, i) => RegionOf(row, i, options, settings)).ToList();
        if (own.Count > MaxRows)
        {
            settings.Add(RowsSetting, $"There are more than {MaxRows} regions.", $"{RowsSetting}:0:{nameof(RegionRow.Code)}", "EU");
        }

        foreach (var twice in own.CountBy(region => region.Code, StringComparer.OrdinalIgnoreCase).Where(code => code.Value > 1))
        {
            settings.Add(RowsSetting, $"Two regions have the code {twice.Key}.", $"{RowsSetting}:0:{nameof(RegionRow.Code)}", "EU");
        }

        var regions = own.Count > 0 ? own : [.. RegionTable.Default(options.RegionDomain)];
        if (regions.All(region => region.Code != options.Region))
        {
            settings.Add(
                RegionSetting, $"The region table has no such code. It has {string.Join(", ", regions.Select(region => region.Code))}.",
                regions[0].Code);
        }

        return new RegionTable(regions, options.Region, issuer.Value);
    }

    private static Region RegionOf(RegionRow row, int i, ServerOptions options, Settings settings)
    {
        if (row.Code is not { Length: > 0 and <= MaxCodeLength } code || !code.All(char.IsAsciiLetterOrDigit))
        {
            Add(nameof(RegionRow.Code), $"It is required: 1 to {MaxCodeLength} letters and digits.", "EU");
        }

        if (row.Name is not { Length: > 0 and <= MaxNameLength })
        {
            Add(nameof(RegionRow.Name), $"It is required: 1 to {MaxNameLength} characters.", "EU (Ireland)");
        }

        if (row.CloudRegion is { Length: > MaxNameLength })
        {
            Add(nameof(RegionRow.CloudRegion), $"It has more than {MaxNameLength} characters.", "eu-west-1");
        }

        if (row.ApiBaseUrl is { } url && !(ServerOptions.IsBaseUrl(url) && url.StartsWith("https://", StringComparison.Ordinal)))
        {
            Add(nameof(RegionRow.ApiBaseUrl), "It is an https URL of scheme, host and port: no path, no final slash, lower case.", "https://api.eu.example.com");
        }

        return new Region(
            row.Code ?? string.Empty, row.Name ?? string.Empty, string.IsNullOrEmpty(row.CloudRegion) ? null : row.CloudRegion,
            row.ApiBaseUrl ?? RegionTable.BaseUrlOf(row.Code ?? string.Empty, options.RegionDomain));

        void Add(string name, string problem, string example) => settings.Add($"{RowsSetting}:{i}:{name}", problem, example);
    }

    // The section above has other sections in it, so its reader lets unknown names pass.
    private static void CheckNames(IConfiguration configuration, Settings settings)
    {
        var known = typeof(RegionRow).GetProperties().Select(property => property.Name).ToList();
        var section = configuration.GetSection(RowsSetting);
        if (section.GetChildren().Prepend(section).Any(at => !string.IsNullOrEmpty(at.Value)))
        {
            settings.Add(
                RowsSetting, "It is a list: each row has a number, and each value of it a name.",
                $"{RowsSetting}:0:{nameof(RegionRow.Code)}", "EU");
            return;
        }

        foreach (var member in section.GetChildren().SelectMany(row => row.GetChildren()))
        {
            if (!known.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
            {
                settings.Add(
                    member.Path, $"There is no such setting. Known are {string.Join(", ", known)}.",
                    $"{RowsSetting}:0:{nameof(RegionRow.Code)}", "EU");
            }
        }
    }
}
