namespace ServiceAccounts.Storage.Credentials;

/// <summary>Look-ups of one kind, of which few run at a time: a flood of them waits here, and leaves the database to the others.</summary>
/// <param name="atOnce">How many run at a time.</param>
/// <param name="what">What is looked up, for the log.</param>
internal sealed class LookUps(int atOnce, string what) : IDisposable
{
    // Past it the answer is 503, and not a queue that outlives those who made it.
    private const int MaxWaiting = 5_000;

    private readonly SemaphoreSlim _slots = new(atOnce);
    private int _waiting;

    /// <summary>How many run at a time where that many are the most, and they may have so many eighths of the connections.</summary>
    public static int Limit(int most, int? connections, int eighths) => Math.Clamp(connections * eighths / 8 ?? most, 1, most);

    /// <summary>Runs one when its turn comes.</summary>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> lookUp)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new OverloadedException($"Too many look-ups of {what}.");
        }

        await _slots.WaitAsync(CancellationToken.None);
        try
        {
            return await lookUp();
        }
        finally
        {
            _slots.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _slots.Dispose();
}
