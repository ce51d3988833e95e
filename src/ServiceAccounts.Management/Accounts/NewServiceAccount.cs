using System.Text.Json;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>A request for a service account that has been found valid.</summary>
internal sealed record NewServiceAccount
{
    public required string Name { get; init; }

    public required AuthenticationType AuthType { get; init; }

    /// <summary>The handle that was asked for; null where it is made from the name.</summary>
    public required string? Handle { get; init; }

    public required string? Description { get; init; }

    public required string? Email { get; init; }

    public required string? OwnerContact { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required Guid? OrganizationId { get; init; }

    public required Gifts Gifts { get; init; }

    public required int AccessTokenTtlSeconds { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required string? JwksUrl { get; init; }

    public required string? Jwks { get; init; }

    public required NewCertificate? Certificate { get; init; }

    /// <summary>The first issuer that it trusts, where it is one of the kind that does.</summary>
    public required CreateFederatedCredentialRequest? FederatedCredential { get; init; }

    /// <summary>What the surface settles.</summary>
    public required CreationPolicy Policy { get; init; }

    /// <summary>Checks everything that can be checked without the database; null where it is not valid.</summary>
    public static NewServiceAccount? Of(
        CreateServiceAccountRequest request, CreationPolicy policy, TenantAccess tenant, TokenLifetimes lifetimes, CertificateRules certificates,
        DateTimeOffset now, Fields fields)
    {
        var name = fields.Name("name", request.Name, ServiceAccount.MaxNameLength);
        var authType = fields.OneOf("auth_type", request.AuthType, Words.AuthTypes);
        if (request.OrganizationId is { } organizationId && !tenant.Places.ContainsKey(organizationId))
        {
            fields.Add("organization_id", "The tenant has no organization of this id.");
        }

        var account = new NewServiceAccount
        {
            Name = name,
            AuthType = authType ?? default,
            Handle = Handles.Read(request.Handle, fields),
            Description = fields.Text("description", request.Description, ServiceAccount.MaxDescriptionLength),
            Email = policy.Address?.Of(name) ?? AccountFields.Email(request.Email, fields),
            OwnerContact = AccountFields.OwnerContact(request.OwnerContact, fields),
            Labels = Accounts.Labels.Read(request.Labels, fields),
            OrganizationId = request.OrganizationId,
            Gifts = Gifts.Of(request, tenant, fields),
            AccessTokenTtlSeconds = authType is { } type
                ? lifetimes.OfAccount(request.AccessTokenTtlSeconds, type != AuthenticationType.ApiKey, tenant, fields)
                : 0,
            ExpiresAt = fields.End("expires_at", request.ExpiresAt, now),
            JwksUrl = request.JwksUrl,
            Policy = policy,
            Certificate = authType is { } kind
                ? certificates.First(request.Certificate, kind == AuthenticationType.OauthTlsClientAuth, now, fields)
                : null,
            Jwks = authType is { } method ? ReadKeys(method, request, fields) : null,
            FederatedCredential = request.FederatedCredential,
        };
        if (account is { AuthType: AuthenticationType.OauthFederated, FederatedCredential: { } trusted })
        {
            FederatedCredentialRules.Read(trusted, Guid.Empty, null, now, fields.Within("federated_credential."));
        }

        return fields.AreValid ? account : null;
    }

    private static string? ReadKeys(AuthenticationType type, CreateServiceAccountRequest request, Fields fields)
    {
        if (request.FederatedCredential is not null && type != AuthenticationType.OauthFederated)
        {
            fields.Add("federated_credential", "It goes with the auth_type oauth_federated alone.");
        }

        if (type == AuthenticationType.OauthPrivateKeyJwt)
        {
            return KeyRules.Read(request.JwksUrl, request.Jwks, fields);
        }

        const string OnlyFor = "It goes with the auth_type oauth_private_key_jwt alone.";
        if (request.JwksUrl is not null)
        {
            fields.Add("jwks_url", OnlyFor);
        }

        if (request.Jwks is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            fields.Add("jwks", OnlyFor);
        }

        return null;
    }
}
