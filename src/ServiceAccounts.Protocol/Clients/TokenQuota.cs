using System.Collections.Immutable;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>How many tokens a client gets in a time.</summary>
/// <param name="Tokens">The number, from 1.</param>
/// <param name="Per">The time.</param>
/// <param name="Mode">What happens beyond the number.</param>
public readonly record struct TokenQuota(int Tokens, QuotaPeriod Per, QuotaMode Mode)
{
    /// <summary>The rule's name in the management API.</summary>
    public string Rule => Per == QuotaPeriod.Minute ? "tokens_per_minute" : "tokens_per_day";

    /// <summary>Whether this is exceeded, with the same effect or a stronger one, whenever the other is.</summary>
    public bool IsAsStrictAs(TokenQuota other) => Per == other.Per && Tokens <= other.Tokens && Mode >= other.Mode;

    /// <summary>Of all those that say something which no other one says.</summary>
    internal static ImmutableArray<TokenQuota> Strictest(ImmutableArray<TokenQuota> quotas)
    {
        var distinct = quotas.Distinct().ToImmutableArray();
        return [.. distinct.Where(quota => !distinct.Any(other => other != quota && other.IsAsStrictAs(quota)))];
    }
}

/// <summary>The time in which tokens are counted; both begin and end by the clock, in UTC.</summary>
public enum QuotaPeriod
{
    /// <summary>A minute.</summary>
    Minute,

    /// <summary>A day.</summary>
    Day,
}

/// <summary>What happens when a client asks for more tokens than it should, the weaker before the stronger.</summary>
public enum QuotaMode
{
    /// <summary>It is counted.</summary>
    Observe,

    /// <summary>The journal says so.</summary>
    Warn,

    /// <summary>It is refused.</summary>
    Enforce,
}
