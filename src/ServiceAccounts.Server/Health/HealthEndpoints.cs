using ServiceAccounts.Storage.Issuances.Spill;
using ServiceAccounts.Storage.Resilience;

namespace ServiceAccounts.Server.Health;

/// <summary>For probes: whether the process runs, and whether it issues tokens.</summary>
internal sealed class HealthEndpoints(Freshness freshness, IssuanceSpill spill, Draining draining)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.ServiceProvider.GetRequiredService<HealthEndpoints>();
        Map(routes, HealthAnswer.LivePath, () => HealthAnswer.Live);
        Map(routes, HealthAnswer.ReadyPath, health.Readiness);
    }

    /// <summary>What this node can do now.</summary>
    public HealthAnswer Readiness()
    {
        if (draining.HasBegun)
        {
            return HealthAnswer.Unavailable(HealthAnswer.Stopping);
        }

        var (isStale, isSpilling) = (freshness.IsStale, spill.Bytes > 0);
        string[] reasons = [.. isStale ? [HealthAnswer.Database] : Array.Empty<string>(), .. isSpilling ? [HealthAnswer.Spill] : Array.Empty<string>()];

        // That the last record was not kept says nothing when there is a database again: without requests nobody tries.
        var isRefusing = spill.IsRefusing && reasons.Length > 0;
        return (reasons.Length, isRefusing || !freshness.MayIssue(out _)) switch
        {
            (0, _) => HealthAnswer.Ready,
            (_, true) => HealthAnswer.Unavailable(reasons),
            _ => HealthAnswer.Degraded(reasons),
        };
    }

    private static void Map(IEndpointRouteBuilder routes, string path, Func<HealthAnswer> find) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], http => find().SendAsync(http)).ExcludeFromDescription();
}
