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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Networks.All(network => IPNetwork.TryParse(network, out _)))
        {
            yield return new ValidationResult("One of them is no network: an address, a slash and a length.", [nameof(Networks)]);
        }
    }
}
