namespace ServiceAccounts.Management.Audit;

/// <summary>A request that its sender may repeat and that is to be done once: <c>Idempotency-Key</c>.</summary>
/// <param name="Key">The key that the sender chose, 1 to 64 characters.</param>
/// <param name="RequestHash">SHA-256 of method, path and body.</param>
/// <param name="LocationOf">The path at which what was made can be read, by its id.</param>
public sealed record Idempotency(string Key, byte[] RequestHash, Func<Guid, string> LocationOf)
{
    /// <summary>For how long a key is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);
}
