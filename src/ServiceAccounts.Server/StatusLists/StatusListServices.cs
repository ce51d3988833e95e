namespace ServiceAccounts.Server.StatusLists;

/// <summary>Registers the Token Status Lists.</summary>
internal static class StatusListServices
{
    public static IServiceCollection AddStatusLists(this IServiceCollection services)
    {
        services.AddSingleton<StatusReferences>();
        services.AddSingleton<StatusListToken>();
        services.AddSingleton<StatusListDocuments>();
        return services;
    }
}
