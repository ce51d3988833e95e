using System.Security.Cryptography;
using System.Text;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Which of the shards holds a client's tokens: the same on every node, today and in years.</summary>
public static class IssuanceShard
{
    /// <summary>The shard of a client.</summary>
    public static int Of(string clientId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(clientId), hash);
        return hash[0] % IssuanceBlock.Shards;
    }
}
