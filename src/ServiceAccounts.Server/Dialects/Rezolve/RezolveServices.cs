namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Registers the Rezolve dialect.</summary>
internal static class RezolveServices
{
    public static void AddRezolve(this IServiceCollection services)
    {
        services.AddDialect<RezolveDialect>(RezolveDialect.DialectName, RezolveJson.Default.InCamelCase());
        services.AddSingleton<Answers>();
        services.AddSingleton<People>();
        services.AddSingleton<KnownClients>();
        services.AddSingleton<TenantInPath>();
        services.AddSingleton<ServiceAccountView>();
        services.AddSingleton<OAuthClientView>();
        services.AddSingleton<ApiKeyView>();
    }
}
