using System.Collections.Immutable;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Protocol.Tests.Tokens;

/// <summary>One key for each algorithm, named after it.</summary>
internal sealed class TestSigningKeys : ISigningKeys
{
    public ImmutableArray<PublishedKey> Published => [];

    public static TestKey Of(string algorithm) => algorithm == SignatureAlgorithms.ES256 ? TestKey.Es256 : TestKey.Rs256;

    public Signer Active(string algorithm) => Of(algorithm).Signer("key-" + algorithm);
}
