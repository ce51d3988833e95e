using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The section <c>ServiceAccounts:Proxies</c>: whose word is taken for where a request comes from.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "ServiceAccounts:Proxies";

    /// <summary>The networks (CIDR) of the proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed; nobody's unless given.</summary>
    [SettingExample("10.0.0.0/8")]
    public string[] Networks { get; init; } = [];

    /// <summary>
    /// The header in which these proxies send the client's certificate, as URL-encoded PEM (nginx, <c>$ssl_client_escaped_cert</c>)
    /// or as RFC 9440 writes it; they must take away what clients send under its name. None unless given.
    /// </summary>
    [SettingExample("Client-Cert")]
    [RegularExpression("[A-Za-z0-9-]{1,64}", ErrorMessage = "It is the name of a header: letters, digits and hyphens.")]
    public string? CertificateHeader { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Networks.All(network => IPNetwork.TryParse(network, out _)))
        {
            yield return new ValidationResult("One of them is no network: an address, a slash and a length.", [nameof(Networks)]);
        }

        if (CertificateHeader is not null && Networks.Length == 0)
        {
            yield return new ValidationResult(
                "A certificate in a header is believed of known proxies alone: name their networks, or anybody could send anybody's.",
                [nameof(Networks)]);
        }
    }
}
