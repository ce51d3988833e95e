using System.Text.Json.Serialization.Metadata;
using ServiceAccounts.Server.Dialects.Rezolve;
using ServiceAccounts.Server.Dialects.Semaphore;
using ServiceAccounts.Server.Dialects.Snyk;
using ServiceAccounts.Server.Dialects.Sumo;
using ServiceAccounts.Server.Dialects.Wavefront;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects;

/// <summary>The dialects: which there are, and what all of them share with the management API.</summary>
internal static class DialectsApi
{
    /// <summary>Adds the dialects that are switched on; of the others nothing is there.</summary>
    public static IServiceCollection AddDialects(this IServiceCollection services, DialectOptions options)
    {
        services.AddSingleton<HostTenants>();
        if (options.Snyk)
        {
            services.AddSnyk();
        }

        if (options.Rezolve)
        {
            services.AddRezolve();
        }

        if (options.Semaphore)
        {
            services.AddSemaphore();
        }

        if (options.Wavefront)
        {
            services.AddWavefront();
        }

        if (options.Sumo)
        {
            services.AddSumo();
        }

        return services;
    }

    /// <summary>Adds a dialect with its document, and with the JSON of its requests and answers.</summary>
    public static void AddDialect<T>(this IServiceCollection services, string name, IJsonTypeInfoResolver json)
        where T : class, IDialect
    {
        services.AddSingleton<T>();
        services.AddSingleton<IDialect>(provider => provider.GetRequiredService<T>());
        services.AddSingleton<ISurface>(provider => provider.GetRequiredService<T>());
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, json));
        services.AddOpenApi(name, options => DialectDocument.Configure<T>(options));
    }

    /// <summary>Maps the routes of every dialect that is switched on: refused and journalled as those of the management API.</summary>
    public static void Map(WebApplication app)
    {
        foreach (var dialect in app.Services.GetServices<IDialect>())
        {
            dialect.Map(app.MapGroup(string.Empty).WithGroupName(dialect.Name)
                .AddEndpointFilter<RouteGroupBuilder, RefusedOperations>().AddEndpointFilter<RouteGroupBuilder, NarrowedCredentials>());
        }
    }
}
