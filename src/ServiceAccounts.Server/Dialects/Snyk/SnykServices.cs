namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Registers the Snyk dialect.</summary>
internal static class SnykServices
{
    public static void AddSnyk(this IServiceCollection services)
    {
        services.AddSingleton<SnykServiceAccounts>();
        services.AddDialect<SnykDialect>(SnykDialect.DialectName, SnykJson.Default);
    }
}
