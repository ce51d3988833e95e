using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Server.Metadata;

/// <summary>The key set as it is sent (RFC 7517): written anew when other keys are published, and not for each verifier that asks.</summary>
internal sealed class KeySetDocument(ISigningKeys keys)
{
    // Both in one object, so that two requests at a time never see the keys of one version with the bytes of another.
    private Version? _last;

    public PublicDocument Current
    {
        get
        {
            var published = keys.Published;
            var last = _last;
            if (last is null || last.Keys != published)
            {
                _last = last = new Version(published, Write(published));
            }

            return last.Document;
        }
    }

    private static PublicDocument Write(ImmutableArray<PublishedKey> keys)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys)
            {
                json.WriteRawValue(key.JsonWebKey);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return PublicDocument.Of(buffer.WrittenMemory);
    }

    private sealed record Version(ImmutableArray<PublishedKey> Keys, PublicDocument Document);
}
