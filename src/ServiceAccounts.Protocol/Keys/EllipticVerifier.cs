using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>
/// Verifies with copies of one public key: the framework does not promise that one object may be used by two threads, and
/// the token library, which makes copies of RSA keys, has one object for a key on a curve.
/// </summary>
internal sealed class EllipticVerifier(ECParameters publicKey, HashAlgorithmName hash)
{
    // More threads than that do not verify at the same time for long.
    private static readonly int MaxKept = Environment.ProcessorCount;

    private readonly ConcurrentBag<ECDsa> _copies = [];

    /// <summary>Verifies a signature in JWS form (RFC 7518 section 3.4): R and S side by side.</summary>
    public bool Verify(byte[] signingInput, byte[] signature)
    {
        if (!_copies.TryTake(out var key))
        {
            key = ECDsa.Create(publicKey);
        }

        try
        {
            return key.VerifyData(signingInput, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            GiveBack(key);
        }
    }

    private void GiveBack(ECDsa key)
    {
        if (_copies.Count < MaxKept)
        {
            _copies.Add(key);
        }
        else
        {
            key.Dispose();
        }
    }
}
