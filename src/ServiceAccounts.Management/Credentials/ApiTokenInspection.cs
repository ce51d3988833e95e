using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Credentials;

/// <summary>What an API token is that somebody was sent.</summary>
/// <param name="State">Whether it authenticates, and if not, why; null where the tenant has no such token.</param>
public sealed record InspectedApiToken(ApiTokenState? State)
{
    /// <summary>Whose it is, where it authenticates.</summary>
    public Guid? PrincipalId { get; init; }

    /// <summary>What its owner is called, where it authenticates.</summary>
    public string? OwnerName { get; init; }

    /// <summary>When it runs out, or its owner does; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What its owner may do with it.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];
}

/// <summary>Tells whether an API token is good, to whoever was sent it and may ask.</summary>
public sealed class ApiTokenInspection(PrincipalStore principals, TimeProvider time)
{
    /// <summary>What a token is, by its text; needs <c>token.introspect</c> at the tenant. Another tenant's is unknown.</summary>
    public async Task<Outcome<InspectedApiToken>> InspectAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        if (!caller.Can(ManagementPermissions.TokenIntrospect, caller.TenantPlace))
        {
            return OperationError.Forbidden(ManagementPermissions.TokenIntrospect);
        }

        if (await principals.FindByApiTokenAsync(text, cancellationToken) is not var (owner, token) || token.TenantId != caller.Tenant.TenantId)
        {
            return new InspectedApiToken(State: null);
        }

        var state = token.StateAt(owner, time.GetUtcNow());
        if (state != ApiTokenState.Active)
        {
            return new InspectedApiToken(state);
        }

        return new InspectedApiToken(state)
        {
            PrincipalId = token.PrincipalId,
            OwnerName = owner.Name,
            ExpiresAt = token.ExpiresAt is { } end && !(owner.ExpiresAt < end) ? end : owner.ExpiresAt,
            Permissions =
            [
                .. owner.Tenant.Permissions.Where(permission => owner.Holdings.CanAnywhere(permission)
                    && (token.Scopes is null || HeldPermissions.IsOfTenant(permission) || token.Scopes.Contains(permission.Name))),
            ],
        };
    }
}
