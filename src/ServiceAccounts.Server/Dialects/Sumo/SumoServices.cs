namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Registers the Sumo Logic dialect.</summary>
internal static class SumoServices
{
    public static void AddSumo(this IServiceCollection services) =>
        services.AddDialect<SumoDialect>(SumoDialect.DialectName, SumoJson.Default.InCamelCase());
}
