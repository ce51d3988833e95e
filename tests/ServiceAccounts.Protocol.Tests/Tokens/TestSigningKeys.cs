using System.Collections.Immutable;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Tests.Tokens;

/// <summary>One key for each algorithm, named after it.</summary>
internal sealed class TestSigningKeys : ISigningKeys
{
    public ImmutableArray<PublishedKey> Published { get; } =
    [
        .. SignatureAlgorithms.ForAccessTokens.Select(algorithm =>
            new PublishedKey(NameOf(algorithm), algorithm, Of(algorithm).Jwk(keyId: NameOf(algorithm)).ToJsonString())),
    ];

    public static TestKey Of(string algorithm) => algorithm == SignatureAlgorithms.ES256 ? TestKey.Es256 : TestKey.Rs256;

    public static string NameOf(string algorithm) => "key-" + algorithm;

    public Signer Active(string algorithm) => Of(algorithm).Signer(NameOf(algorithm));
}
