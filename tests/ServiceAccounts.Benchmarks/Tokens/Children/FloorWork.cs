using System.Buffers.Text;
using System.Security.Cryptography;

namespace ServiceAccounts.Benchmarks.Tokens.Children;

/// <summary>
/// What is left of a token request when all is taken away that a server could do otherwise: A nothing, B one SHA-256 of the secret and
/// one ES256 signature, C the same with RS256 (2048 bits), D the check of one ES256 assertion and one ES256 signature.
/// </summary>
internal abstract class FloorWork : IDisposable
{
    /// <summary>The work of a floor by its letter.</summary>
    public static FloorWork Of(string floor, int tokenLength, string? clientKey) => floor switch
    {
        "A" => new None(),
        "B" => new HashAndSign(Es256(), tokenLength),
        "C" => new HashAndSign(Rs256(), tokenLength),
        "D" => new VerifyAndSign(Convert.FromBase64String(clientKey ?? throw new ArgumentException("Floor D needs --client-key.")), tokenLength),
        _ => throw new ArgumentException($"There is no floor {floor}: A, B, C or D."),
    };

    /// <summary>Does it for one request.</summary>
    public abstract void Do(ReadOnlySpan<byte> form);

    /// <inheritdoc />
    public virtual void Dispose()
    {
    }

    // The framework does not promise that one key object may be used by two threads: each has a copy.
    private static ThreadLocal<Action<byte[]>> Es256()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = made.ExportParameters(includePrivateParameters: true);
        return new ThreadLocal<Action<byte[]>>(() =>
        {
            var copy = ECDsa.Create(key);
            return input =>
            {
                Span<byte> signature = stackalloc byte[64];
                copy.SignData(input, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            };
        });
    }

    private static ThreadLocal<Action<byte[]>> Rs256()
    {
        using var made = RSA.Create(2048);
        var key = made.ExportParameters(includePrivateParameters: true);
        return new ThreadLocal<Action<byte[]>>(() =>
        {
            var copy = RSA.Create(key);
            return input =>
            {
                Span<byte> signature = stackalloc byte[256];
                copy.SignData(input, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            };
        });
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> form, ReadOnlySpan<byte> name)
    {
        var at = form.IndexOf(name);
        if (at < 0)
        {
            return [];
        }

        var value = form[(at + name.Length)..];
        return value.IndexOf((byte)'&') is >= 0 and var end ? value[..end] : value;
    }

    private sealed class None : FloorWork
    {
        public override void Do(ReadOnlySpan<byte> form)
        {
        }
    }

    private sealed class HashAndSign(ThreadLocal<Action<byte[]>> sign, int tokenLength) : FloorWork
    {
        private readonly byte[] _input = new byte[tokenLength];

        public override void Do(ReadOnlySpan<byte> form)
        {
            // Where the secret is in a header, the form is as long as one.
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(ValueOf(form, "client_secret="u8) is { Length: > 0 } secret ? secret : form, hash);
            sign.Value!(_input); // Its factory never makes null.
        }

        public override void Dispose()
        {
            sign.Dispose();
            base.Dispose();
        }
    }

    private sealed class VerifyAndSign(byte[] clientKey, int tokenLength) : FloorWork
    {
        private readonly byte[] _input = new byte[tokenLength];
        private readonly ThreadLocal<Action<byte[]>> _sign = Es256();
        private readonly ThreadLocal<ECDsa> _verify = new(() =>
        {
            var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(clientKey, out _);
            return key;
        });

        public override void Do(ReadOnlySpan<byte> form)
        {
            var assertion = ValueOf(form, "client_assertion="u8);
            var dot = assertion.LastIndexOf((byte)'.');
            Span<byte> signature = stackalloc byte[64];
            Base64Url.DecodeFromUtf8(assertion[(dot + 1)..], signature, out _, out _);
            if (!_verify.Value!.VerifyData( // As above.
                assertion[..dot], signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
            {
                throw new InvalidOperationException("The assertion is not signed with the key that this floor was given.");
            }

            _sign.Value!(_input); // As above.
        }

        public override void Dispose()
        {
            _sign.Dispose();
            _verify.Dispose();
            base.Dispose();
        }
    }
}
