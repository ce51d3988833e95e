using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>
/// How often one caller may ask, and how much at a time with one credential. Only callers that are known are counted, and those
/// that have been silent for a few seconds are forgotten.
/// </summary>
internal sealed class SumoRates : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<Caller>? _perSecond;
    private readonly PartitionedRateLimiter<Caller>? _inFlight;

    public SumoRates(IOptions<DialectOptions> options)
    {
        var (perSecond, inFlight) = (options.Value.SumoRequestsPerSecond, options.Value.SumoRequestsInFlight);
        _perSecond = perSecond == 0 ? null : PartitionedRateLimiter.Create<Caller, Guid>(caller =>
            RateLimitPartition.GetTokenBucketLimiter(caller.PrincipalId, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perSecond,
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = Second,
            }));
        _inFlight = inFlight == 0 ? null : PartitionedRateLimiter.Create<Caller, (Guid, Guid?, string?)>(caller =>
            RateLimitPartition.GetConcurrencyLimiter(
                (caller.PrincipalId, caller.Actor.ApiTokenId, caller.ClientId), _ => new ConcurrencyLimiterOptions { PermitLimit = inFlight }));
    }

    /// <summary>Lets a request in, or says when to come again.</summary>
    public Admission Admit(HttpContext http, Caller caller)
    {
        if (_perSecond is null && _inFlight is null)
        {
            return Admission.Free;
        }

        var rate = _perSecond?.AttemptAcquire(caller);
        if (rate is { IsAcquired: false })
        {
            return Refuse(http, "The caller sends too many requests a second.", rate);
        }

        var flight = _inFlight?.AttemptAcquire(caller);
        if (flight is { IsAcquired: false })
        {
            rate?.Dispose();
            return Refuse(http, "Too many requests with this credential are being answered at a time.", flight);
        }

        return Admission.Of(rate, flight);
    }

    public void Dispose()
    {
        _perSecond?.Dispose();
        _inFlight?.Dispose();
    }

    private static Admission Refuse(HttpContext http, string detail, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > Second ? after : Second;
        lease.Dispose();
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Admission.Refused(new Refusal(
            StatusCodes.Status429TooManyRequests, "rate.limit.exceeded", detail + " Wait as long as Retry-After says, and ask again."));
    }
}
