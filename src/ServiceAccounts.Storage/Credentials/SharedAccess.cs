using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>What clients may have under one <see cref="TenantAccess"/>, kept once for all of them that may have the same; gone with it.</summary>
internal sealed class SharedAccess
{
    // Accounts that all differ share nothing: past it each client keeps its own.
    private const int MaxProfiles = 10_000;

    private static readonly ConditionalWeakTable<TenantAccess, SharedAccess> OfTenants = [];

    private readonly TenantAccess _access;
    private readonly ConcurrentDictionary<AccessProfile, (AccessProfile Profile, ImmutableArray<ApiAccess> Apis)> _known = new();
    private int _count;

    private SharedAccess(TenantAccess access) => _access = access;

    /// <summary>That of a tenant as it is now.</summary>
    public static SharedAccess Of(TenantAccess access) => OfTenants.GetValue(access, static access => new SharedAccess(access));

    /// <summary>What a profile may have, and the profile that stands for all that equal it.</summary>
    public (AccessProfile Profile, ImmutableArray<ApiAccess> Apis) ApisOf(AccessProfile profile)
    {
        if (_known.TryGetValue(profile, out var known))
        {
            return known;
        }

        var made = (profile, profile.ApisIn(_access));
        return Volatile.Read(ref _count) < MaxProfiles && _known.TryAdd(profile, made) && Interlocked.Increment(ref _count) > 0
            ? made
            : _known.GetValueOrDefault(profile, made);
    }
}
