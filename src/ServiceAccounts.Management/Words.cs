using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Management;

/// <summary>The words of the management API for what the model has as enumerations.</summary>
internal static class Words
{
    public static IReadOnlyDictionary<string, AuthenticationType> AuthTypes { get; } = new Dictionary<string, AuthenticationType>
    {
        ["api_key"] = AuthenticationType.ApiKey,
        ["oauth_client_secret"] = AuthenticationType.OauthClientSecret,
        ["oauth_private_key_jwt"] = AuthenticationType.OauthPrivateKeyJwt,
        ["oauth_tls_client_auth"] = AuthenticationType.OauthTlsClientAuth,
        ["oauth_federated"] = AuthenticationType.OauthFederated,
    };

    public static IReadOnlyDictionary<string, PlaceKind> PlaceKinds { get; } = new Dictionary<string, PlaceKind>
    {
        ["system"] = PlaceKind.System,
        ["tenant"] = PlaceKind.Tenant,
        ["group"] = PlaceKind.Group,
        ["organization"] = PlaceKind.Organization,
    };

    public static IReadOnlyDictionary<string, PlaceKind> RoleLevels { get; } = new Dictionary<string, PlaceKind>
    {
        ["tenant"] = PlaceKind.Tenant,
        ["group"] = PlaceKind.Group,
        ["organization"] = PlaceKind.Organization,
    };

    public static IReadOnlyDictionary<string, OrganizationKind> OrganizationKinds { get; } = new Dictionary<string, OrganizationKind>
    {
        ["group"] = OrganizationKind.Group,
        ["organization"] = OrganizationKind.Organization,
    };

    public static IReadOnlyDictionary<string, PrincipalStatus> PrincipalStatuses { get; } = new Dictionary<string, PrincipalStatus>
    {
        ["active"] = PrincipalStatus.Active,
        ["inactive"] = PrincipalStatus.Inactive,
    };

    /// <summary>Whether assertions may name the token endpoint.</summary>
    public static IReadOnlyDictionary<string, bool> AssertionAudiences { get; } = new Dictionary<string, bool>
    {
        ["issuer"] = false,
        ["issuer_or_token_endpoint"] = true,
    };

    public static string AssertionAudienceOf(bool allowsTokenEndpoint) =>
        AssertionAudiences.First(word => word.Value == allowsTokenEndpoint).Key;

    public static string Of(AuthenticationType type) => AuthTypes.First(word => word.Value == type).Key;

    public static string Of(PlaceKind kind) => kind switch
    {
        PlaceKind.System => "system",
        PlaceKind.Tenant => "tenant",
        PlaceKind.Group => "group",
        _ => "organization",
    };

    public static IReadOnlyDictionary<string, RequiredBinding> RequiredBindings { get; } = new Dictionary<string, RequiredBinding>
    {
        ["none"] = RequiredBinding.None,
        ["any"] = RequiredBinding.Any,
        ["certificate"] = RequiredBinding.Certificate,
        ["dpop"] = RequiredBinding.DPoP,
        ["certificate_and_dpop"] = RequiredBinding.CertificateAndDPoP,
    };

    public static IReadOnlyDictionary<string, QuotaMode> QuotaModes { get; } = new Dictionary<string, QuotaMode>
    {
        ["observe"] = QuotaMode.Observe,
        ["warn"] = QuotaMode.Warn,
        ["enforce"] = QuotaMode.Enforce,
    };

    public static string Of(RequiredBinding binding) => RequiredBindings.First(word => word.Value == binding).Key;

    public static string Of(QuotaMode mode) => QuotaModes.First(word => word.Value == mode).Key;

    public static string Of(QuotaPeriod period) => period == QuotaPeriod.Minute ? "minute" : "day";

    public static string Of(OrganizationKind kind) => kind == OrganizationKind.Group ? "group" : "organization";

    public static string Of(PrincipalStatus status) => status == PrincipalStatus.Active ? "active" : "inactive";

    public static string Of(PrincipalKind kind) => kind == PrincipalKind.User ? "user" : "service_account";

    public static IReadOnlyDictionary<string, ClientAuthenticationMethod> AuthenticationMethods { get; } =
        new Dictionary<string, ClientAuthenticationMethod>
        {
            ["client_secret"] = ClientAuthenticationMethod.ClientSecret,
            ["private_key_jwt"] = ClientAuthenticationMethod.PrivateKeyJwt,
            ["tls_client_auth"] = ClientAuthenticationMethod.TlsClientAuth,
            ["self_signed_tls_client_auth"] = ClientAuthenticationMethod.SelfSignedTlsClientAuth,
            ["federated"] = ClientAuthenticationMethod.Federated,
        };

    public static string Of(ClientCertificateMatch match) => match switch
    {
        ClientCertificateMatch.SubjectDn => "subject_dn",
        ClientCertificateMatch.SanDns => "san_dns",
        ClientCertificateMatch.SanUri => "san_uri",
        ClientCertificateMatch.SanIp => "san_ip",
        ClientCertificateMatch.SanEmail => "san_email",
        _ => "thumbprint",
    };

    public static string Of(ClientAuthenticationMethod method) =>
        AuthenticationMethods.First(word => word.Value == method).Key;
}
