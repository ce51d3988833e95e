using System.Text;
using System.Text.Json;
using ServiceAccounts.Protocol.Proofs;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>The claims that few tokens have: <c>cnf</c> (RFC 7800), <c>act</c> (RFC 8693) and <c>status</c> (Token Status List).</summary>
internal static class RareClaims
{
    private const int ThumbprintLength = 43;

    // The names around two thumbprints; around two ids and a number; around an index.
    private const int BindingLength = (2 * ThumbprintLength) + 64;
    private const int ActorLength = 192;
    private const int StatusLength = 64;

    /// <summary>Whether a token has one of them.</summary>
    public static bool IsNeededFor(AccessToken token) =>
        token.Grant.Possession.Binding is not null || token.Grant.Actor is not null || token.Status is not null;

    /// <summary>An upper bound of what <see cref="Write"/> writes.</summary>
    public static int MaxLength(AccessToken token)
    {
        var length = BindingLength + StatusLength + Escaped(token.Status?.Url);
        for (var actor = token.Grant.Actor; actor is not null; actor = actor.Before)
        {
            length += ActorLength + Escaped(actor.ClientId);
        }

        return length;
    }

    /// <summary>Writes them as members of an object that has some already; the number of bytes written.</summary>
    public static int Write(AccessToken token, Span<byte> output)
    {
        using var buffer = new MemoryStream(output.Length);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteBinding(json, token.Grant.Possession.Binding);
            WriteActor(json, token.Grant.Actor);
            WriteStatus(json, token.Status);
            json.WriteEndObject();
        }

        // Between the braces, after a comma.
        var members = buffer.GetBuffer().AsSpan(0, (int)buffer.Length - 1);
        members[0] = (byte)',';
        members.CopyTo(output);
        return members.Length;
    }

    private static void WriteBinding(Utf8JsonWriter json, TokenBinding? binding)
    {
        if (binding is null)
        {
            return;
        }

        json.WriteStartObject("cnf");
        if (binding.CertificateThumbprint is { } certificate)
        {
            json.WriteString("x5t#S256", certificate);
        }

        if (binding.KeyThumbprint is { } key)
        {
            json.WriteString("jkt", key);
        }

        json.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter json, ActingParty? actor)
    {
        if (actor is null)
        {
            return;
        }

        json.WriteStartObject("act");
        json.WriteString("sub", actor.PrincipalId);
        json.WriteString("client_id", actor.ClientId);
        json.WriteNumber("epoch", actor.Epoch);
        json.WriteString("credential_id", actor.CredentialId);
        WriteActor(json, actor.Before);
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, StatusReference? status)
    {
        if (status is null)
        {
            return;
        }

        json.WriteStartObject("status");
        json.WriteStartObject("status_list");
        json.WriteNumber("idx", status.Index);
        json.WriteString("uri", status.Url);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // JSON may write one byte as six.
    private static int Escaped(string? text) => text is null ? 0 : 6 * Encoding.UTF8.GetByteCount(text);
}
