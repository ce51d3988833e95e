using System.Security.Cryptography;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>A request that its sender may repeat and that is to be done once: <c>Idempotency-Key</c>.</summary>
/// <param name="Key">The key that the sender chose, 1 to 64 characters.</param>
/// <param name="RequestHash">SHA-256 of method, path and body.</param>
/// <param name="LocationOf">The path at which what was made can be read, by its id.</param>
public sealed record Idempotency(string Key, byte[] RequestHash, Func<Guid, string> LocationOf)
{
    /// <summary>For how long a key is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    /// <summary>Why it is not done: it has been, or another request has under its key; null where nothing is remembered of it.</summary>
    internal OperationError? WhyNotAgain(IdempotencyKey? earlier, DateTimeOffset now) =>
        earlier is null || earlier.CreatedAt <= now - Remembered ? null
        : CryptographicOperations.FixedTimeEquals(earlier.RequestHash, RequestHash) ? OperationError.AlreadyDone(earlier.Location)
        : OperationError.KeyReused();
}
