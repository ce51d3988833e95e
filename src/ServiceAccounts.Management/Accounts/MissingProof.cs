using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What a token request must prove to have besides its client authentication, where its policy has a <c>required_binding</c>.</summary>
/// <param name="Binding">That; none where nothing is missing.</param>
internal sealed record MissingProof(RequiredBinding Binding)
{
    /// <summary>What it is called in the API; null where nothing is missing.</summary>
    public string? Word => Binding == RequiredBinding.None ? null : Words.Of(Binding);

    /// <summary>The <c>token_type</c> of the answer (RFC 9449 section 5): <c>DPoP</c> where the token is bound to a key.</summary>
    public string TokenType => Binding is RequiredBinding.DPoP or RequiredBinding.CertificateAndDPoP ? "DPoP" : "Bearer";

    /// <summary>What a client must prove besides, or that no request could prove it.</summary>
    public static Result<MissingProof> Of(AuthenticatedClient authenticated, ClientCertificateSource certificates)
    {
        var policy = authenticated.Client.Policy;
        var hasCertificate = authenticated.Client.AuthenticationMethod
            is ClientAuthenticationMethod.TlsClientAuth or ClientAuthenticationMethod.SelfSignedTlsClientAuth;
        var missing = (policy.RequiredBinding, hasCertificate) switch
        {
            (RequiredBinding.Any or RequiredBinding.Certificate, true) => RequiredBinding.None,
            (RequiredBinding.CertificateAndDPoP, true) => RequiredBinding.DPoP,
            var (required, _) => required,
        };
        var noKey = policy.AllowedAlgorithms is { IsEmpty: true }
            ? "allowed_algorithms has none for a DPoP proof, because the application's and the tenant's have none in common: let them share one."
            : null;
        var noCertificate = certificates.CanArrive
            ? null
            : "No client certificate reaches this server: set Certificates:RequestClientCertificates, or Proxies:CertificateHeader behind a proxy.";
        return (missing, noKey, noCertificate) switch
        {
            (RequiredBinding.None, _, _) or (_, null, null) => new MissingProof(missing),
            (RequiredBinding.Any, null, _) => new MissingProof(RequiredBinding.DPoP),
            (RequiredBinding.Any, _, null) => new MissingProof(RequiredBinding.Certificate),
            (RequiredBinding.DPoP, null, _) or (RequiredBinding.Certificate, _, null) => new MissingProof(missing),
            (RequiredBinding.Certificate, _, _) => Refused(policy.RequiredBinding, noCertificate),
            (RequiredBinding.DPoP, _, _) => Refused(policy.RequiredBinding, noKey),
            _ => Refused(policy.RequiredBinding, noKey is null || noCertificate is null ? noKey ?? noCertificate : $"{noKey} {noCertificate}"),
        };
    }

    private static OAuthError Refused(RequiredBinding required, string? why) => OAuthError.InvalidRequest(
        "Tokens of this client must be bound to a key or certificate.", $"The policy's required_binding is {Words.Of(required)}. {why}");
}
