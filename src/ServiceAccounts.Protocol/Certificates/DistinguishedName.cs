using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>
/// A distinguished name, compared by what it says and not by how it is written: the same attributes with the same values in the
/// same order. Values are compared as exact text, whichever ASN.1 string type they have; case counts.
/// </summary>
public sealed record DistinguishedName
{
    private const int MaxAttributes = 50;

    // RFC 4514 section 3, and what tools print beside it. Any other attribute is named by its object identifier.
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CN"] = "2.5.4.3",
        ["SN"] = "2.5.4.4",
        ["serialNumber"] = "2.5.4.5",
        ["C"] = "2.5.4.6",
        ["L"] = "2.5.4.7",
        ["ST"] = "2.5.4.8",
        ["S"] = "2.5.4.8",
        ["STREET"] = "2.5.4.9",
        ["O"] = "2.5.4.10",
        ["OU"] = "2.5.4.11",
        ["title"] = "2.5.4.12",
        ["GN"] = "2.5.4.42",
        ["UID"] = "0.9.2342.19200300.100.1.1",
        ["DC"] = "0.9.2342.19200300.100.1.25",
        ["emailAddress"] = "1.2.840.113549.1.9.1",
        ["E"] = "1.2.840.113549.1.9.1",
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _canonical;

    private DistinguishedName(IEnumerable<IReadOnlyList<string>> parts) =>
        _canonical = string.Join(',', parts.Select(part => string.Join('+', part.Order(StringComparer.Ordinal))));

    /// <summary>The name that a certificate has as encoded; null where it cannot be read.</summary>
    public static DistinguishedName? Of(X500DistinguishedName name)
    {
        try
        {
            var parts = new List<IReadOnlyList<string>>();
            var sequence = new AsnReader(name.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData && parts.Count <= MaxAttributes)
            {
                var part = new List<string>();
                var set = sequence.ReadSetOf(skipSortOrderValidation: true);
                while (set.HasData && part.Count <= MaxAttributes)
                {
                    var attribute = set.ReadSequence();
                    var type = attribute.ReadObjectIdentifier();
                    var tag = attribute.PeekTag();
                    part.Add(Attribute(type, attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue)));
                }

                parts.Add(part);
            }

            return parts.Count is > 0 and <= MaxAttributes ? new DistinguishedName(parts) : null;
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            // The second is said of a value that is no text.
            return null;
        }
    }

    /// <summary>Reads a name as RFC 4514 writes it: the last part first, <c>CN=billing,O=Example,C=DE</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DistinguishedName? name)
    {
        name = null;
        var parts = new List<List<string>> { new() };
        try
        {
            var bytes = Utf8.GetBytes(text);
            for (var position = 0; ; position++)
            {
                var end = bytes.AsSpan(position).IndexOf((byte)'=');
                if (end < 0 || OidOf(Utf8.GetString(bytes, position, end).Trim()) is not { } type)
                {
                    return false;
                }

                position += end + 1;
                if (!TryReadValue(bytes, ref position, out var value))
                {
                    return false;
                }

                parts[^1].Add(Attribute(type, value));
                if (position == bytes.Length)
                {
                    break;
                }

                if (bytes[position] == ',')
                {
                    parts.Add([]);
                }
            }
        }
        catch (ArgumentException)
        {
            // What the encoding says to halves of surrogate pairs, and to bytes that are no text.
            return false;
        }

        parts.Reverse();
        name = new DistinguishedName(parts);
        return true;
    }

    // Up to the next separator. Spaces around a value are how people write; within, and escaped, they belong to it.
    private static bool TryReadValue(byte[] text, ref int position, out string value)
    {
        var read = new List<byte>();
        var length = 0;
        value = string.Empty;
        while (position < text.Length && text[position] is not ((byte)',' or (byte)'+'))
        {
            var current = text[position++];
            if (current == '\\')
            {
                if (!TryUnescape(text, ref position, out current))
                {
                    return false;
                }

                read.Add(current);
                length = read.Count;
                continue;
            }

            if (current is (byte)'"' or (byte)';' or (byte)'<' or (byte)'>' or 0 || (current == '#' && read.Count == 0))
            {
                return false;
            }

            if (current != ' ' || read.Count > 0)
            {
                read.Add(current);
                length = current == ' ' ? length : read.Count;
            }
        }

        value = Utf8.GetString([.. read], 0, length);
        return length > 0;
    }

    private static bool TryUnescape(byte[] text, ref int position, out byte value)
    {
        value = position < text.Length ? text[position] : (byte)0;
        if (" \"#+,;<=>\\"u8.Contains(value))
        {
            position++;
            return true;
        }

        var isHex = position + 2 <= text.Length
            && byte.TryParse(text.AsSpan(position, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        position += 2;
        return isHex;
    }

    private static string? OidOf(string type)
    {
        if (Types.TryGetValue(type, out var known))
        {
            return known;
        }

        return type.Length > 2 && char.IsAsciiDigit(type[0]) && type.All(c => char.IsAsciiDigit(c) || c == '.') ? type : null;
    }

    // With its length before it, so that no value can look like two.
    private static string Attribute(string type, string value) =>
        string.Create(CultureInfo.InvariantCulture, $"{type}={value.Length}:{value}");
}
