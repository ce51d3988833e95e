namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Registers the Sumo Logic dialect.</summary>
internal static class SumoServices
{
    public static void AddSumo(this IServiceCollection services)
    {
        services.AddSingleton<SumoRates>();
        services.AddSingleton<SumoIds>();
        services.AddSingleton<ServiceAccountModels>();
        services.AddSingleton<AccessKeyModels>();
        services.AddSingleton<OAuthClientModels>();
        services.AddSingleton<RoleModels>();
        services.AddSingleton<UserModels>();
        services.AddSingleton<MixedUsers>();
        services.AddDialect<SumoDialect>(SumoDialect.DialectName, SumoJson.Default.InCamelCase());
    }
}
