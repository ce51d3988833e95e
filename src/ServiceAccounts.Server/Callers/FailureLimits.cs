using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Server.Callers;

/// <summary>
/// Counts failed authentications by client and by address, a minute at a time. Whoever authenticates is never refused for what
/// others failed at; only who guesses at one client, or at API tokens, from one address is refused before the next guess is looked at.
/// </summary>
internal sealed class FailureLimits(IOptions<LimitOptions> options, TimeProvider time)
{
    // So many clients and addresses are told apart in a minute: a flood from more of them costs no more memory.
    private const int MaxKeys = 100_000;
    private const int Ipv6PrefixBytes = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private Minute _minute = new(DateTimeOffset.MinValue);

    /// <summary>For how long a client is refused from an address without a look at its proof; null where it is not.</summary>
    public TimeSpan? WhyNotTried(string clientId, IPAddress? address)
    {
        var limit = options.Value.FailuresPerMinutePerClient;
        return limit > 0 && IsCounted(clientId) && Current() is var minute && minute.CountOf(PairOf(clientId, address)) >= limit
            ? minute.Start + Window - time.GetUtcNow()
            : null;
    }

    /// <summary>
    /// Notes a failure of a client, or of proofs that name none under what they are <paramref name="countedAs"/>; for how long to wait, where there have been too many for its client or from its address.
    /// </summary>
    public TimeSpan? Note(string? clientId, IPAddress? address, string? countedAs = null)
    {
        var minute = Current();
        var (perClient, perAddress) = (options.Value.FailuresPerMinutePerClient, options.Value.FailuresPerMinutePerAddress);
        var isOver = false;
        if (perClient > 0 && (countedAs ?? clientId) is { } counted && IsCounted(counted))
        {
            // Of proofs that name no client, what others sent elsewhere is nothing to this address.
            var fromHere = minute.Add(PairOf(counted, address));
            isOver = (countedAs is null ? minute.Add("c " + counted) : fromHere) > perClient;
        }

        if (perAddress > 0)
        {
            isOver |= minute.Add("a " + NetworkOf(address)) > perAddress;
        }

        return isOver ? minute.Start + Window - time.GetUtcNow() : null;
    }

    // Two who find the old minute at a time make two new ones, and the counts of one are lost: a few guesses more.
    private Minute Current()
    {
        var (minute, now) = (_minute, time.GetUtcNow());
        return now - minute.Start < Window ? minute : _minute = new Minute(now);
    }

    // What has not the form of a client id counts by its address alone: it may be of any length.
    private static bool IsCounted(string name) => name == ApiTokenProof.CountedAs || CredentialFormat.IsClientId(name);

    private static string PairOf(string clientId, IPAddress? address) => $"p {NetworkOf(address)} {clientId}";

    // Who has an IPv6 address has 2^64 of them.
    private static string NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.MapToIPv4().ToString() ?? "none";
        }

        return Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, Ipv6PrefixBytes));
    }

    private sealed class Minute(DateTimeOffset start)
    {
        private readonly ConcurrentDictionary<string, StrongBox> _counts = new(StringComparer.Ordinal);
        private int _keys;

        public DateTimeOffset Start => start;

        public int CountOf(string key) => _counts.TryGetValue(key, out var count) ? Volatile.Read(ref count.Value) : 0;

        public int Add(string key)
        {
            if (!_counts.TryGetValue(key, out var count))
            {
                if (Volatile.Read(ref _keys) >= MaxKeys)
                {
                    return 0;
                }

                count = _counts.GetOrAdd(key, static _ => new StrongBox());
                Interlocked.Increment(ref _keys);
            }

            return Interlocked.Increment(ref count.Value);
        }
    }

    private sealed class StrongBox
    {
        public int Value;
    }
}
