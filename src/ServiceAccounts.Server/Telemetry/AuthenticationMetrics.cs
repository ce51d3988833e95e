using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Server.Telemetry;

/// <summary>Counts failed authentications by surface and cause; never by client, of which there is no end.</summary>
internal static class AuthenticationMetrics
{
    private static readonly Meter Meter = new(NodeMetrics.MeterName);
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "serviceaccounts.authentication.failures", "{failure}", "Requests whose sender was not believed to be who they said, or had ended, by cause.");

    /// <summary>One failed, at a surface such as <c>token</c>.</summary>
    public static void Failed(string surface, FailureCause cause)
    {
        if (Failures.Enabled)
        {
            Failures.Add(1, new TagList { { "serviceaccounts.surface", surface }, { "error.type", NameOf(cause) } });
        }
    }

    private static string NameOf(FailureCause cause) => cause switch
    {
        FailureCause.NoCredential => "no_credential",
        FailureCause.Malformed => "malformed",
        FailureCause.UnknownClient => "unknown_client",
        FailureCause.WrongMethod => "wrong_method",
        FailureCause.WrongSecret => "wrong_secret",
        FailureCause.WrongAssertion => "wrong_assertion",
        FailureCause.WrongCertificate => "wrong_certificate",
        FailureCause.WrongToken => "wrong_token",
        FailureCause.UsedBefore => "used_before",
        FailureCause.Ended => "ended",
        _ => "other",
    };
}
