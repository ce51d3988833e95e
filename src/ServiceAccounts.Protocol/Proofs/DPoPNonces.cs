using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>
/// The nonces that this server gives for DPoP proofs (RFC 9449 section 8): a keyed hash of the time, so that every node knows them and
/// nobody keeps any. Whoever asks in the same minutes gets the same one; that a proof is used once is another rule's business.
/// </summary>
public sealed class DPoPNonces(IOptions<DPoPOptions> options, TimeProvider time)
{
    // Enough that nobody guesses one: 132 bits.
    private const int Length = 22;

    private readonly long _period = options.Value.NonceRotationSeconds;
    private ImmutableArray<byte> _key = [];
    private Pair? _last;

    /// <summary>Gives the key under which they are made: 32 random bytes that all nodes share.</summary>
    public void Use(byte[] key) => (_key, _last) = (ImmutableArray.Create(key), null);

    /// <summary>The one that is given out now.</summary>
    public string Current => Now().Current;

    /// <summary>Whether a nonce is the one that is given out now, or the one before.</summary>
    public bool IsGood(string nonce)
    {
        var (sent, now) = (Encoding.UTF8.GetBytes(nonce), Now());

        // Both, so that the time taken does not tell which; other lengths are no secret.
        return CryptographicOperations.FixedTimeEquals(sent, Encoding.ASCII.GetBytes(now.Current))
            | CryptographicOperations.FixedTimeEquals(sent, Encoding.ASCII.GetBytes(now.Before));
    }

    private Pair Now()
    {
        var number = time.GetUtcNow().ToUnixTimeSeconds() / _period;
        var last = _last;
        return last?.Number == number ? last : _last = new Pair(number, Of(number), Of(number - 1));
    }

    private string Of(long number)
    {
        if (_key.IsEmpty)
        {
            throw new InvalidOperationException("The server's secrets are not loaded yet.");
        }

        Span<byte> message = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(message, number);
        return Base64UrlEncoder.Encode(HMACSHA256.HashData(_key.AsSpan(), message))[..Length];
    }

    private sealed record Pair(long Number, string Current, string Before);
}
