using System.Collections.Immutable;
using System.Text.Json;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Credentials;

/// <summary>Shows federated credentials; there is nothing secret in them.</summary>
internal static class FederatedCredentialView
{
    /// <summary>Those of an application, in the order of their creation.</summary>
    public static IEnumerable<FederatedCredential> InOrder(Application application) =>
        application.FederatedCredentials.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id);

    public static FederatedCredentialResponse Of(FederatedCredential credential, LastUses? uses = null) => new()
    {
        Id = credential.Id,
        Name = credential.Name,
        Issuer = credential.IsSpiffe ? null : credential.Issuer,
        TrustDomain = credential.IsSpiffe ? credential.Issuer : null,
        Audience = credential.Audience,
        Conditions = [.. ConditionsOf(credential).Select(c => new ClaimConditionModel { Claim = c.Claim, Match = ClaimMatches.WordOf(c.Match), Values = c.Values })],
        JwksUrl = credential.JwksUrl,
        Jwks = credential.Jwks is { } jwks ? JsonElement.Parse(jwks) : null,
        CreatedAt = credential.CreatedAt,
        UpdatedAt = credential.UpdatedAt ?? credential.CreatedAt,
        ExpiresAt = credential.ExpiresAt,
        CreatedBy = uses is null ? default : new(credential.CreatedById is { } id ? new CredentialCreatorResponse(id, credential.CreatedByName) : null),
        LastUsedAt = uses is null ? default : new Optional<DateTimeOffset?>(uses.Of(credential.Id)?.UsedAt),
        LastUsedFrom = uses is null ? default : new Optional<string>(uses.Of(credential.Id)?.Address),
    };

    /// <summary>What the ledger says of one, in the deed that made or changed it or the application it came with.</summary>
    public static Dictionary<string, object?> DetailsOf(FederatedCredential credential) => new()
    {
        ["name"] = credential.Name,
        ["issuer"] = credential.Issuer,
        ["audience"] = credential.Audience,
        ["conditions"] = JsonElement.Parse(credential.Conditions),
        ["jwks_url"] = KeyRules.ShownUrl(credential.JwksUrl),
        ["has_jwks"] = credential.Jwks is not null,
        ["expires_at"] = credential.ExpiresAt,
    };

    public static Deed DeedOf(string action, ServiceAccount account, Application application, FederatedCredential credential) =>
        new(action, "federated_credential", credential.Id)
        {
            TenantId = account.TenantId,
            PrincipalId = account.Id,
            OrganizationId = account.OrganizationId,
            ClientId = application.ClientId,
            Details = new Dictionary<string, object?>(DetailsOf(credential)) { ["client_id"] = application.ClientId },
        };

    private static ImmutableArray<ClaimCondition> ConditionsOf(FederatedCredential credential) =>
        ClaimCondition.TryParseAll(credential.Conditions, out var conditions) ? conditions.Value : [];
}
