using System.Collections.Concurrent;

namespace ServiceAccounts.Storage;

/// <summary>Loads by key, once for all who ask while it runs: a thousand requests for what is not in memory yet are one read.</summary>
/// <param name="load">What loads; not cancelled with the request that began it, because others wait for it too.</param>
internal sealed class OneAtATime<TKey, T>(Func<TKey, Task<T>> load)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<T>>> _running = new();

    /// <summary>
    /// Lets nobody join the running load any more. To be called when its outcome is kept, in the same breath: who asks after a
    /// later change must not be handed what was loaded before it.
    /// </summary>
    public void End(TKey key) => _running.TryRemove(key, out _);

    public async Task<T> LoadAsync(TKey key)
    {
        var running = _running.GetOrAdd(key, static (k, l) => new Lazy<Task<T>>(() => StartAsync(k, l)), load);
        try
        {
            return await running.Value;
        }
        finally
        {
            _running.TryRemove(new(key, running));
        }
    }

    private static async Task<T> StartAsync(TKey key, Func<TKey, Task<T>> load)
    {
        // Out of the lock that the others wait at: some databases' drivers read without ever awaiting.
        await Task.Yield();
        return await load(key);
    }
}
