using System.Collections.Immutable;
using System.Text;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Server.Metadata;

namespace ServiceAccounts.Server.Tests.Metadata;

/// <summary>The key set is written once for the keys that are published, and again when there are others.</summary>
public sealed class KeySetDocumentTests
{
    [Fact]
    public void It_is_written_once_and_again_when_other_keys_are_published()
    {
        var keys = new Keys { Published = [new PublishedKey("1", "ES256", """{"kid":"1"}""")] };
        var document = new KeySetDocument(keys);
        var first = document.Current;

        Assert.Same(first, document.Current);
        keys.Published = [.. keys.Published, new PublishedKey("2", "ES256", """{"kid":"2"}""")];
        var second = document.Current;

        Assert.Equal("""{"keys":[{"kid":"1"},{"kid":"2"}]}""", Encoding.UTF8.GetString(second.Body.Span));
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Same(second, document.Current);
    }

    private sealed class Keys : ISigningKeys
    {
        public ImmutableArray<PublishedKey> Published { get; set; }

        public Signer Active(string algorithm) => throw new NotSupportedException();
    }
}
