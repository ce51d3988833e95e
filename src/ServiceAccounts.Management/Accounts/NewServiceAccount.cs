using System.Text.Json;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>A request for a service account that has been found valid.</summary>
internal sealed record NewServiceAccount
{
    private const int MaxRoles = 50;
    private const string OrganizationIdField = "organization_id";
    private const string UnknownOrganization = "The tenant has no organization of this id.";

    /// <summary>The refusal where the organization is none of the tenant's.</summary>
    public static OperationError NoOrganization { get; } =
        OperationError.Invalid(new Dictionary<string, string> { [OrganizationIdField] = UnknownOrganization });

    public required string Name { get; init; }

    public required AuthenticationType AuthType { get; init; }

    public required string? Description { get; init; }

    public required Guid? OrganizationId { get; init; }

    public required IReadOnlyList<RoleRule> Roles { get; init; }

    public required int AccessTokenTtlSeconds { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required string? JwksUrl { get; init; }

    public required string? Jwks { get; init; }

    /// <summary>Checks everything that can be checked without the database.</summary>
    public static Outcome<NewServiceAccount> Of(
        CreateServiceAccountRequest request, TenantAccess tenant, TokenLifetimes lifetimes, DateTimeOffset now)
    {
        var fields = new Fields();
        var name = fields.Name("name", request.Name, ServiceAccount.MaxNameLength);
        var authType = fields.OneOf("auth_type", request.AuthType, Words.AuthTypes);
        var description = fields.Text("description", request.Description, ServiceAccount.MaxDescriptionLength);
        var roles = FindRoles(request.RoleIds ?? [], tenant, fields);

        if (request.OrganizationId is { } organizationId && !tenant.Places.ContainsKey(organizationId))
        {
            fields.Add(OrganizationIdField, UnknownOrganization);
        }

        if (request.ExpiresAt <= now)
        {
            fields.Add("expires_at", "It lies in the past.");
        }

        var ttl = 0;
        string? jwks = null;
        if (authType is { } type)
        {
            ttl = lifetimes.Of(request.AccessTokenTtlSeconds, type, tenant, fields);
            jwks = ReadKeys(type, request, fields);
        }

        return !fields.AreValid || authType is null
            ? fields.Error
            : new NewServiceAccount
            {
                Name = name,
                AuthType = authType.Value,
                Description = description,
                OrganizationId = request.OrganizationId,
                Roles = roles,
                AccessTokenTtlSeconds = ttl,
                ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
                JwksUrl = request.JwksUrl,
                Jwks = jwks,
            };
    }

    private static List<RoleRule> FindRoles(IReadOnlyList<Guid> ids, TenantAccess tenant, Fields fields)
    {
        if (ids.Count > MaxRoles)
        {
            fields.Add("role_ids", $"It has more than {MaxRoles} roles.");
            return [];
        }

        var roles = new List<RoleRule>();
        foreach (var id in ids.Distinct())
        {
            if (tenant.Roles.TryGetValue(id, out var role))
            {
                roles.Add(role);
            }
            else
            {
                fields.Add("role_ids", $"The tenant has no role {id}.");
            }
        }

        return roles;
    }

    private static string? ReadKeys(AuthenticationType type, CreateServiceAccountRequest request, Fields fields)
    {
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
