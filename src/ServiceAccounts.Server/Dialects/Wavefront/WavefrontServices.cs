namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Registers the Wavefront dialect.</summary>
internal static class WavefrontServices
{
    public static void AddWavefront(this IServiceCollection services)
    {
        services.AddDialect<WavefrontDialect>(WavefrontDialect.DialectName, WavefrontJson.Default.InCamelCase());
        services.AddSingleton<AccountIdentifiers>();
        services.AddSingleton<NamedPermissions>();
        services.AddSingleton<AccountViews>();
        services.AddSingleton<AccountAccess>();
        services.AddSingleton<WrittenTokens>();
        services.AddSingleton<ServiceAccountTokens>();
        services.AddSingleton<GroupViews>();
        services.AddSingleton<RoleViews>();
    }
}
