using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>Signs with copies of one private key: the framework does not promise that one object may be used by two threads.</summary>
public sealed class Signer
{
    private readonly ConcurrentBag<AsymmetricAlgorithm> _copies = [];
    private readonly byte[] _pkcs8;
    private readonly bool _elliptic;
    private readonly string _keyId;
    private readonly string _algorithm;

    /// <summary>Opens a private key.</summary>
    /// <param name="keyId">The <c>kid</c>.</param>
    /// <param name="algorithm">One of <see cref="SignatureAlgorithms.ForAccessTokens"/>.</param>
    /// <param name="pkcs8">The private key in PKCS#8 form.</param>
    public Signer(string keyId, string algorithm, byte[] pkcs8)
    {
        _pkcs8 = pkcs8;
        _elliptic = algorithm == SignatureAlgorithms.ES256;
        (_keyId, _algorithm) = (keyId, algorithm);
        EncodedHeader = EncodeHeader("at+jwt");

        var first = Open();
        SignatureLength = _elliptic ? 64 : first.KeySize / 8;
        _copies.Add(first);
    }

    /// <summary>The base64url form of the header of every access token that this key signs (RFC 9068 section 2.1).</summary>
    public ReadOnlyMemory<byte> EncodedHeader { get; }

    /// <summary>The length of a signature in bytes.</summary>
    public int SignatureLength { get; }

    /// <summary>Signs <paramref name="data"/>; JWS form (RFC 7518 section 3): for ECDSA R and S side by side.</summary>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        if (!_copies.TryTake(out var key))
        {
            key = Open();
        }

        var signed = key switch
        {
            ECDsa ecdsa => ecdsa.TrySignData(
                data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out _),
            RSA rsa => rsa.TrySignData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out _),
            _ => false,
        };
        _copies.Add(key);
        if (!signed)
        {
            throw new CryptographicException("The buffer for the signature is too short.");
        }
    }

    /// <summary>Signs claims as a JWT of another type than an access token, in JWS compact form (RFC 7515 section 7.1), ASCII bytes.</summary>
    public byte[] SignJwt(string type, ReadOnlySpan<byte> claims)
    {
        var header = EncodeHeader(type);
        var inputLength = header.Length + 1 + Base64Url.GetEncodedLength(claims.Length);
        var jwt = new byte[inputLength + 1 + Base64Url.GetEncodedLength(SignatureLength)];
        header.CopyTo(jwt.AsSpan());
        jwt[header.Length] = (byte)'.';
        Base64Url.EncodeToUtf8(claims, jwt.AsSpan(header.Length + 1));
        var signature = new byte[SignatureLength];
        Sign(jwt.AsSpan(0, inputLength), signature);
        jwt[inputLength] = (byte)'.';
        Base64Url.EncodeToUtf8(signature, jwt.AsSpan(inputLength + 1));
        return jwt;
    }

    private AsymmetricAlgorithm Open()
    {
        AsymmetricAlgorithm key = _elliptic ? ECDsa.Create() : RSA.Create();
        key.ImportPkcs8PrivateKey(_pkcs8, out _);
        return key;
    }

    // Neither algorithm nor thumbprint nor type has a character that JSON escapes.
    private byte[] EncodeHeader(string type) => Encoding.ASCII.GetBytes(
        Base64UrlEncoder.Encode($$"""{"alg":"{{_algorithm}}","typ":"{{type}}","kid":"{{_keyId}}"}"""));
}
