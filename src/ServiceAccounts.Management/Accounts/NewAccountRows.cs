using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Management.Policies;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Makes the rows of a new service account: itself, what it is given, and its first credential.</summary>
public sealed class NewAccountRows(NewCredential newCredential, NewApplication newApplication)
{
    internal (AccountRows Rows, RevealedCredential? Revealed) Add(
        ServiceAccountsDbContext db, Caller caller, NewServiceAccount plan, Guid organizationId, string handle,
        IReadOnlyList<RolePlacement> placements, DateTimeOffset now)
    {
        var account = NewAccount(plan, caller, organizationId, handle, now);
        var (tokens, revealed) = AddCredential(account, plan, caller, now);
        db.Add(account);
        db.AddRange(tokens);
        db.AddRange(placements.Select(place => new RoleBinding
        {
            Id = Guid.CreateVersion7(now),
            PrincipalId = account.Id,
            RoleId = place.Role.Id,
            PlaceKind = place.Kind,
            PlaceId = place.Id,
            CreatedAt = now,
        }));
        var (groups, permissions) = (plan.Gifts.Groups, plan.Gifts.Permissions);
        db.AddRange(groups.Select(g => new AccountGroupMember { GroupId = g.Id, PrincipalId = account.Id, CreatedAt = now }));
        db.AddRange(permissions.Select(p => new DirectGrant { PrincipalId = account.Id, ApiId = p.ApiId, Name = p.Name, CreatedAt = now }));
        return (
            new AccountRows(
                account, [.. plan.Gifts.Roles.Select(r => r.Id)], [.. groups.Select(g => g.Id)], [.. permissions.Select(p => PermissionNames.Of(p, caller.Tenant))], tokens),
            revealed);
    }

    private static ServiceAccount NewAccount(
        NewServiceAccount plan, Caller caller, Guid organizationId, string handle, DateTimeOffset now)
    {
        var principal = new Principal
        {
            Id = Guid.CreateVersion7(now),
            TenantId = caller.Tenant.TenantId,
            Kind = PrincipalKind.ServiceAccount,
            Status = plan.Policy.IsInactive ? PrincipalStatus.Inactive : PrincipalStatus.Active,
            Number = Principal.CreateNumber(),
        };
        var account = new ServiceAccount
        {
            Id = principal.Id,
            Principal = principal,
            TenantId = principal.TenantId,
            OrganizationId = organizationId,
            Name = plan.Name,
            NormalizedName = ServiceAccount.Normalize(plan.Name),
            Handle = handle,
            Description = plan.Description,
            AuthType = plan.AuthType,
            Email = plan.Email,
            OwnerContact = plan.OwnerContact,
            ExpiresAt = plan.ExpiresAt,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedById = caller.PrincipalId,
            CreatedByName = caller.Name,
            CreatedByKind = caller.Kind,
            UpdatedById = caller.PrincipalId,
            UpdatedByName = caller.Name,
            UpdatedByKind = caller.Kind,
        };
        account.Labels.AddRange(plan.Labels.Select(l => new ServiceAccountLabel { AccountId = account.Id, Key = l.Key, Value = l.Value }));
        return account;
    }

    private (IReadOnlyList<ApiToken> Tokens, RevealedCredential? Revealed) AddCredential(
        ServiceAccount account, NewServiceAccount plan, Caller caller, DateTimeOffset now)
    {
        if (plan.Policy.WithoutCredential)
        {
            return ([], null);
        }

        if (plan.AuthType == AuthenticationType.ApiKey)
        {
            var (token, text) = newCredential.ApiToken(account.Id, account.TenantId, "default", now, maker: caller);
            return ([token], new RevealedCredential(token.Id, text));
        }

        var method = (plan.AuthType, plan.Certificate) switch
        {
            (AuthenticationType.OauthClientSecret, _) => ClientAuthenticationMethod.ClientSecret,
            (AuthenticationType.OauthTlsClientAuth, { } certificate) => NewCertificate.MethodOf(certificate.Match),
            (AuthenticationType.OauthFederated, _) => ClientAuthenticationMethod.Federated,
            _ => ClientAuthenticationMethod.PrivateKeyJwt,
        };
        var (application, revealed) = newApplication.Of(account, method, plan.AccessTokenTtlSeconds, plan.Certificate, caller, now);
        application.DefaultApiId = plan.Policy.DefaultApiId;
        application.AllowedScopes = plan.Policy.AllowedScopes?.ToArray();
        application.Policy = plan.Policy.AllowedNetworks is { } networks ? PolicyRules.OfNetworks(networks) : null;
        if (application.KeySet is { } keys)
        {
            application.AllowsTokenEndpointAudience = plan.Policy.AllowsTokenEndpointAudience;
            (keys.JwksUrl, keys.Jwks) = (plan.JwksUrl, plan.Jwks);
        }

        if (plan.FederatedCredential is { } trusted)
        {
            application.FederatedCredentials.Add(FederatedCredentialRules.Read(trusted, application.Id, caller, now, new Fields())); // The plan saw it.
        }

        account.Applications.Add(application);
        return ([], revealed);
    }
}
