namespace ServiceAccounts.Testing;

/// <summary>Waits for what happens in the background.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Looks until the condition holds; fails when it never does.</summary>
    public static Task IsTrueAsync(Func<bool> condition) => IsTrueAsync(() => Task.FromResult(condition()));

    /// <summary>Looks until the condition holds; fails when it never does.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"It did not happen within {Limit.TotalSeconds} seconds.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }
}
