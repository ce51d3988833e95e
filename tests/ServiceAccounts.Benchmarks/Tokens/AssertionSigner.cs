using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>Signs assertions before they are sent, on all processors at once.</summary>
/// <param name="issuer">Whom they are for.</param>
internal sealed class AssertionSigner(string issuer) : IDisposable
{
    // Long enough for a round, and well below what the server allows.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private long _issued;

    /// <summary>Whose they are; set when the client has been made.</summary>
    public string ClientId { get; set; } = string.Empty;

    /// <summary>The public key (SubjectPublicKeyInfo), in Base64.</summary>
    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    /// <summary>The public key as a key set.</summary>
    public JsonObject Jwks()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["kid"] = "bench",
                ["use"] = "sig",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
            }),
        };
    }

    /// <summary>As many requests, each with an assertion that no other has.</summary>
    public byte[][] Sign(int count, Func<string, byte[]> request)
    {
        var key = _key.ExportParameters(includePrivateParameters: true);
        var first = Interlocked.Add(ref _issued, count) - count;
        var now = TimeProvider.System.GetUtcNow();
        var requests = new byte[count][];
        Parallel.For(
            0, count, () => ECDsa.Create(key),
            (i, _, copy) =>
            {
                requests[i] = request(SignOne(copy, first + i, now));
                return copy;
            },
            copy => copy.Dispose());
        return requests;
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    private string SignOne(ECDsa key, long number, DateTimeOffset now)
    {
        const string Header = """{"alg":"ES256","typ":"JWT","kid":"bench"}""";
        var claims = new JsonObject
        {
            ["iss"] = ClientId,
            ["sub"] = ClientId,
            ["aud"] = issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds():x}-{number:x16}"),
        }.ToJsonString();
        var input = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(Header))}.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(claims))}";
        return $"{input}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }
}
