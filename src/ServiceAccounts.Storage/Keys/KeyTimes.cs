using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Keys;

/// <summary>How long before its use a key is known, and how long after it.</summary>
public static class KeyTimes
{
    /// <summary>
    /// How long a key that signs no more is published and accepted: as long as any token may live, whatever the setting was
    /// when it was signed, and as far as clocks of nodes may be apart.
    /// </summary>
    public static readonly TimeSpan AcceptedAfterwards = TimeSpan.FromSeconds(TokenOptions.LongestTtlSeconds) + TimeSpan.FromMinutes(5);

    /// <summary>How long an operator's successor is announced: verifiers keep the key set for 300 s (<c>max-age</c>), and then ask for it.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromSeconds(360);

    /// <summary>What nodes need to learn of a key, where it is to be used without an announcement to anybody else.</summary>
    public static readonly TimeSpan Spreading = TimeSpan.FromSeconds(5);
}
