namespace ServiceAccounts.Testing;

/// <summary>A clock that stands still until a test moves it. Timers run by the machine's clock: no rule depends on them.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();

    // Whole seconds, so that what is said in seconds and what is kept in milliseconds are equal.
    private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(System.GetUtcNow().ToUnixTimeSeconds());

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _now += by;
        }
    }
}
