using ServiceAccounts.Benchmarks.Tokens.Load;
using ServiceAccounts.Benchmarks.Tokens.Scenarios;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>What sends the requests of an entry that is sent as fast as it is answered.</summary>
/// <param name="directory">Where wrk's files are written.</param>
/// <param name="isOwn">Whether our own driver is used where wrk could be.</param>
internal sealed class Senders(string directory, bool isOwn)
{
    private readonly WrkDriver _two = new(directory);
    private readonly WrkDriver _one = new(directory, threads: 1);
    private readonly OwnDriver _own = new();
    private readonly OwnDriver _newConnections = new(isNewEachTime: true);

    /// <summary>What sends it where so many send at the same time.</summary>
    public ILoadDriver Closed(Entry entry, int together = 1) => (entry.Pace, isOwn, together) switch
    {
        (Pace.NewConnection, _, _) => _newConnections,
        (_, true, _) => _own,
        (_, _, 1) => _two,
        _ => _one,
    };

    /// <summary>Deletes what is sent once.</summary>
    public async Task ForgetAsync(RequestSet requests)
    {
        await _two.ForgetAsync(requests);
        await _one.ForgetAsync(requests);
    }
}
