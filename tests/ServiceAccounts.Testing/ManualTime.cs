namespace ServiceAccounts.Testing;

/// <summary>
/// A clock that stands still until a test moves it, and a stopwatch that does the same. Timers run by the machine's clock: no rule
/// depends on them.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();

    // Whole seconds, so that what is said in seconds and what is kept in milliseconds are equal.
    private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(System.GetUtcNow().ToUnixTimeSeconds());

    private long _elapsed;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc />
    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    /// <summary>Lets time pass that is measured and not read from the clock: a machine on which nothing has run for so long.</summary>
    public void Elapse(TimeSpan by) => Interlocked.Add(ref _elapsed, by.Ticks);

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _now += by;
        }
    }
}
