using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ServiceAccounts.Protocol.Certificates;

/// <summary>The names of a certificate's subject beside its distinguished name (RFC 5280 section 4.2.1.6).</summary>
internal static class AlternativeNames
{
    private const string Extension = "2.5.29.17";
    private const int MaxNames = 1_000;

    // RFC 5280, GeneralName.
    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6;
    private const int Address = 7;

    /// <summary>Whether one of a certificate's names is the one that <paramref name="isIt"/> looks for; what cannot be read is none.</summary>
    public static bool AnyIn(X509Certificate2 certificate, Func<ClientCertificateMatch, string, bool> isIt)
    {
        try
        {
            return certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == Extension) is { } names
                && Read(names.RawData).Any(name => isIt(name.Kind, name.Value));
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static IEnumerable<(ClientCertificateMatch Kind, string Value)> Read(byte[] extension)
    {
        var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        for (var count = 0; names.HasData && count < MaxNames; count++)
        {
            var tag = names.PeekTag();
            switch (tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1)
            {
                case Email:
                    yield return (ClientCertificateMatch.SanEmail, names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case Dns:
                    yield return (ClientCertificateMatch.SanDns, names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case Uri:
                    yield return (ClientCertificateMatch.SanUri, names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case Address when names.ReadOctetString(tag) is { Length: 4 or 16 } bytes:
                    yield return (ClientCertificateMatch.SanIp, new IPAddress(bytes).ToString());
                    break;
                case Address:
                    break;
                default:
                    names.ReadEncodedValue();
                    break;
            }
        }
    }
}
