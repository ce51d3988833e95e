using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>Reads and shows OAuth clients; a page asks the database as often as one does.</summary>
internal sealed class OAuthClientModels(SumoIds ids, PrincipalStore principals)
{
    /// <summary>The only kind of client there is: there are no people here who could allow anything to the other.</summary>
    public const string ClientType = "ClientCredentialsClient";

    /// <summary>The only kind of principal that a client acts as.</summary>
    public const string RunAsType = "ServiceAccount";

    private const int MaxNameLength = 128;
    private const int MaxDescriptionLength = 255;

    /// <summary>What is wrong with a new client, but for its scopes.</summary>
    public static SumoFields Check(OAuthClientCreateRequest request)
    {
        var fields = new SumoFields().Required("name", request.Name, MaxNameLength)
            .Optional("description", request.Description, MaxDescriptionLength).Present("runAs", request.RunAs);
        CheckTypes(request.Type, request.RunAs, fields);
        return fields;
    }

    /// <summary>A change of a client as our operation takes it.</summary>
    public static Outcome<UpdateApplicationRequest> Read(OAuthClientUpdateRequest request, TenantAccess tenant)
    {
        var fields = new SumoFields().Required("name", request.Name, MaxNameLength)
            .Present("description", request.Description).Optional("description", request.Description, MaxDescriptionLength)
            .Present("disabled", request.Disabled).Present("scopes", request.Scopes);
        CheckTypes(request.Type, request.RunAs, fields);
        var scopes = Capabilities.ToPermissions("scopes", request.Scopes ?? [], tenant, fields);
        return fields.AreValid
            ? new UpdateApplicationRequest
            {
                Name = new(request.Name),
                Description = new(request.Description),
                Enabled = new(!request.Disabled),
                AllowedScopes = new(scopes),
            }
            : fields.Error;
    }

    /// <summary>Of permissions those that an account holds: what its roles lack is dropped when a client is made.</summary>
    public async Task<IReadOnlyList<string>> HeldAsync(
        Caller caller, Guid accountId, IReadOnlyList<string> permissions, CancellationToken cancellationToken)
    {
        var holdings = await principals.HoldingsOfAsync(caller.Tenant, [accountId], cancellationToken);
        return [.. permissions.Intersect(HeldBy(accountId, holdings, null, caller.Tenant), StringComparer.Ordinal)];
    }

    public async Task<OAuthClientModel> ShowAsync(
        Caller caller, Guid accountId, ApplicationResponse application, CancellationToken cancellationToken) =>
        (await ShowAsync(caller, [new OwnedApplication(accountId, application)], cancellationToken))[0];

    public async Task<IReadOnlyList<OAuthClientModel>> ShowAsync(
        Caller caller, IReadOnlyList<OwnedApplication> clients, CancellationToken cancellationToken)
    {
        var who = await ids.NamesOfAsync(
            caller,
            clients.SelectMany(client => new[] { client.AccountId, client.Application.Changes?.CreatedById, client.Application.Changes?.UpdatedById }),
            cancellationToken);
        var holdings = await principals.HoldingsOfAsync(caller.Tenant, [.. clients.Select(client => client.AccountId).Distinct()], cancellationToken);
        return [.. clients.Select(client => Show(
            client, who, [.. HeldBy(client.AccountId, holdings, client.Application.AllowedScopes, caller.Tenant)]))];
    }

    private static OAuthClientModel Show(OwnedApplication client, Func<Guid?, string> who, IReadOnlyList<string> held)
    {
        var (application, changes) = (client.Application, client.Application.Changes);
        return new OAuthClientModel
        {
            Type = ClientType,
            ClientId = application.ClientId,
            Name = application.Name ?? string.Empty,
            Description = application.Description ?? string.Empty,
            Disabled = !application.Enabled,
            Scopes = Capabilities.Of(application.AllowedScopes ?? held),
            EffectiveScopes = Capabilities.Of(held),
            RunAs = new OAuthRunAs { Type = RunAsType, RunAsId = who(client.AccountId) },
            CreatedAt = changes?.CreatedAt ?? DateTimeOffset.UnixEpoch,
            CreatedBy = who(changes?.CreatedById),
            ModifiedAt = changes?.UpdatedAt ?? DateTimeOffset.UnixEpoch,
            ModifiedBy = who(changes?.UpdatedById),
            ClientSecret = application.Secrets?.Select(secret => secret.ClientSecret).FirstOrDefault(text => text is not null),
        };
    }

    private static IEnumerable<string> HeldBy(
        Guid accountId, IReadOnlyDictionary<Guid, (Holdings Holdings, Guid? OrganizationId)> holdings, IReadOnlyList<string>? allowed,
        TenantAccess tenant) =>
        holdings.TryGetValue(accountId, out var known) && known.OrganizationId is { } organization
            ? new HeldScopes(known.Holdings, tenant.PlaceOf(organization), allowed, tenant).Everywhere()
            : [];

    private static void CheckTypes(string? type, OAuthRunAs? runAs, SumoFields fields)
    {
        if (type != ClientType)
        {
            fields.Add("type", $"It is {ClientType}: clients that act for people are not made here.");
        }

        if (runAs is not null && runAs.Type != RunAsType)
        {
            fields.Add("runAs.type", $"It is {RunAsType}.");
        }
    }
}
