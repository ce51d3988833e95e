using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>An access key, and whose it is.</summary>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Kind">Whether that is a user or a service account.</param>
/// <param name="Token">Our API token.</param>
internal sealed record OwnedKey(Guid OwnerId, PrincipalKind Kind, ApiTokenResponse Token)
{
    public static OwnedKey Of(InventoriedToken found) => new(found.OwnerId, found.Owner.Kind, found.Token);
}

/// <summary>Reads and shows access keys; a page asks the database as often as one does.</summary>
internal sealed class AccessKeyModels(SumoIds ids, PrincipalStore principals)
{
    private const int MaxLabelLength = 128;

    /// <summary>A new key as our operation takes it.</summary>
    public static Outcome<CreateApiTokenRequest> Read(AccessKeyCreateRequest request, TenantAccess tenant)
    {
        var fields = new SumoFields().Required("label", request.Label, MaxLabelLength);
        ForeignOrigins.Check(request.CorsHeaders, fields);
        var scopes = request.Scopes is { } sent ? Capabilities.ToPermissions("scopes", sent, tenant, fields) : null;
        return fields.AreValid ? new CreateApiTokenRequest { Name = request.Label, Scopes = scopes } : fields.Error;
    }

    /// <summary>A change of a key as our operation takes it.</summary>
    public static Outcome<UpdateApiTokenRequest> Read(AccessKeyUpdateRequest request, TenantAccess tenant)
    {
        var fields = new SumoFields().Present("disabled", request.Disabled);
        ForeignOrigins.Check(request.CorsHeaders, fields);
        var scopes = request.Scopes is { } sent ? Capabilities.ToPermissions("scopes", sent, tenant, fields) : null;
        return fields.AreValid
            ? new UpdateApiTokenRequest
            {
                Enabled = new(!request.Disabled),
                Scopes = scopes is null ? default : new Optional<IReadOnlyList<string>?>(scopes),
            }
            : fields.Error;
    }

    public async Task<AccessKeyModel> ShowAsync(
        Caller caller, Guid ownerId, PrincipalKind kind, ApiTokenResponse token, CancellationToken cancellationToken) =>
        (await ShowAsync(caller, [new OwnedKey(ownerId, kind, token)], cancellationToken))[0];

    public async Task<IReadOnlyList<AccessKeyModel>> ShowAsync(
        Caller caller, IReadOnlyList<OwnedKey> tokens, CancellationToken cancellationToken)
    {
        var owners = tokens.Select(owned => owned.OwnerId).Distinct().ToList();
        var who = await ids.NamesOfAsync(
            caller,
            tokens.SelectMany(owned => new[] { owned.Token.Changes?.CreatedById, owned.Token.Changes?.UpdatedById, owned.OwnerId }),
            cancellationToken);
        var holdings = await principals.HoldingsOfAsync(caller.Tenant, owners, cancellationToken);
        return [.. tokens.Select(owned => Show(owned, who, holdings.TryGetValue(owned.OwnerId, out var held) ? held.Holdings : null))];
    }

    private static AccessKeyModel Show(OwnedKey owned, Func<Guid?, string> who, Holdings? holdings)
    {
        var token = owned.Token;
        var own = (token.Scopes ?? ManagementPermissions.All.AsEnumerable())
            .Where(name => holdings?.CanAnywhere(ManagementPermissions.Of(name)) == true);
        return new AccessKeyModel
        {
            Id = token.Id.ToString(),
            Label = token.Name,
            CorsHeaders = [],
            Disabled = !token.Enabled,
            CreatedAt = token.CreatedAt,
            CreatedBy = who(token.Changes?.CreatedById),
            ModifiedAt = token.Changes?.UpdatedAt ?? token.CreatedAt,
            ModifiedBy = who(token.Changes?.UpdatedById),
            ServiceAccountId = owned.Kind == PrincipalKind.ServiceAccount ? who(owned.OwnerId) : null,
            LastUsed = token.LastUsedAt.Value,
            Scopes = token.Scopes is { } scopes ? Capabilities.Of(scopes) : null,
            EffectiveScopes = Capabilities.Of(own),
            ExpiresOn = token.ExpiresAt,
            Key = token.Token,
        };
    }
}
