namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>Registers the Semaphore dialect.</summary>
internal static class SemaphoreServices
{
    public static void AddSemaphore(this IServiceCollection services)
    {
        services.AddSingleton<SemaphoreOrganizations>();
        services.AddDialect<SemaphoreDialect>(SemaphoreDialect.DialectName, SemaphoreJson.Default);
    }
}
