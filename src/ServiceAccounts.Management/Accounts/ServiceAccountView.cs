using System.Globalization;
using System.Text.Json;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Management.Policies;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Shows a service account, with the text of a credential only where it has just been made.</summary>
internal static class ServiceAccountView
{
    public static ServiceAccountResponse Of(AccountRows rows, DateTimeOffset now, RevealedCredential? revealed = null)
    {
        var account = rows.Account;
        var inactive = InactiveReason(account, now);
        return new ServiceAccountResponse
        {
            Id = account.Id,
            Handle = Handles.Prefix + account.Handle,
            Number = account.Principal.Number.ToString(CultureInfo.InvariantCulture),
            Name = account.Name,
            Description = account.Description,
            Status = inactive is null ? "active" : "inactive",
            InactiveReason = inactive,
            AuthType = Words.Of(account.AuthType),
            OrganizationId = account.OrganizationId,
            RoleIds = [.. rows.RoleIds.Distinct()],
            GroupIds = [account.TenantId, .. rows.GroupIds],
            Permissions = [.. rows.Permissions.Distinct().Order(StringComparer.Ordinal)],
            Labels = account.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).ToDictionary(l => l.Key, l => l.Value),
            Email = account.Email,
            OwnerContact = account.OwnerContact,
            ExpiresAt = account.ExpiresAt,
            CreatedAt = account.CreatedAt,
            CreatedBy = new CreatorResponse(account.CreatedById, account.CreatedByName, Words.Of(account.CreatedByKind)),
            UpdatedAt = account.UpdatedAt,
            UpdatedBy = account is { UpdatedById: { } id, UpdatedByName: { } name, UpdatedByKind: { } kind }
                ? new CreatorResponse(id, name, Words.Of(kind))
                : null,
            LastUsedAt = rows.Uses is null ? default : new Optional<DateTimeOffset?>(rows.Uses.OfPrincipal(account.Id)),
            Applications = [.. InOrder(account).Select(a => Show(a, account.Version, revealed, rows.Uses))],
            Tokens = [.. rows.ApiTokens.OrderBy(t => t.CreatedAt).Select(t => CredentialView.Of(t, revealed, rows.Uses))],
            Version = account.Version,
        };
    }

    private static string? InactiveReason(ServiceAccount account, DateTimeOffset now) => account switch
    {
        { Principal.Status: PrincipalStatus.Inactive } => "deactivated",
        { ExpiresAt: { } end } when end <= now => "expired",
        _ => null,
    };

    /// <summary>The clients of an account, in the order of their creation.</summary>
    public static IEnumerable<Application> InOrder(ServiceAccount account) =>
        account.Applications.OrderBy(a => a.CreatedAt).ThenBy(a => a.Id);

    public static ApplicationResponse Show(
        Application application, long version, RevealedCredential? revealed = null, LastUses? uses = null) => new()
        {
            Version = version,
            ClientId = application.ClientId,
            Name = application.Name,
            Description = application.Description,
            Changes = new ChangesOfCredential(
                application.CreatedAt, application.CreatedById, application.UpdatedAt ?? application.CreatedAt,
                application.UpdatedById ?? application.CreatedById),
            AuthenticationMethod = Words.Of(application.AuthenticationMethod),
            AccessTokenTtlSeconds = application.AccessTokenTtlSeconds,
            AllowedScopes = application.AllowedScopes,
            DefaultApiId = application.DefaultApiId,
            Policy = PolicyView.Of(application.Policy),
            Enabled = application.Enabled,
            AssertionAudience = application.KeySet is null ? null : Words.AssertionAudienceOf(application.AllowsTokenEndpointAudience),
            AssertionMaxLifetimeSeconds = application.KeySet is null ? null : application.AssertionMaxLifetimeSeconds,
            Secrets = application.AuthenticationMethod == ClientAuthenticationMethod.ClientSecret
            ? [.. application.Secrets.OrderBy(s => s.CreatedAt).Select(s => CredentialView.Of(s, revealed, uses))]
            : null,
            Certificates = application.AuthenticatesByCertificate
            ? [.. application.Certificates.OrderBy(c => c.CreatedAt).Select(c => CredentialView.Of(c, uses))]
            : null,
            FederatedCredentials = application.AuthenticationMethod == ClientAuthenticationMethod.Federated
            ? [.. FederatedCredentialView.InOrder(application).Select(c => FederatedCredentialView.Of(c, uses))]
            : null,
            JwksUrl = application.KeySet?.JwksUrl,
            Jwks = application.KeySet?.Jwks is { } jwks ? JsonElement.Parse(jwks) : null,
            Keys = application.KeySet is { } keySet && uses is not null ? [.. KeyUses.Of(keySet, uses)] : null,
        };
}
