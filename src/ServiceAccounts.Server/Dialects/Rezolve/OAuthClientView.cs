using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Shows OAuth clients in the words of this API.</summary>
internal sealed class OAuthClientView(People people)
{
    /// <summary>The clients of a page of accounts: of each its first with a secret.</summary>
    public async Task<IReadOnlyList<OAuthClientModel>> ShowAsync(
        Caller caller, IReadOnlyList<ServiceAccountResponse> accounts, CancellationToken cancellationToken)
    {
        var emails = await people.EmailsOfCreatorsAsync(caller, accounts, cancellationToken);
        return
        [
            .. accounts.Select(account => (Account: account, Client: ServiceAccountView.ClientOf(account))).Where(pair => pair.Client is not null)
                .Select(pair => Show(caller, pair.Account, pair.Client!, People.CreatorOf(pair.Account, emails))), // Null ones are left out.
        ];
    }

    /// <summary>One client.</summary>
    public async Task<OAuthClientModel> ShowAsync(
        Caller caller, ServiceAccountResponse account, ApplicationResponse client, CancellationToken cancellationToken) =>
        Show(caller, account, client, People.CreatorOf(account, await people.EmailsOfCreatorsAsync(caller, [account], cancellationToken)));

    /// <summary>A client that its caller has just made, with its secret.</summary>
    public async Task<OAuthClientModel> ShowNewAsync(Caller caller, ServiceAccountResponse account, CancellationToken cancellationToken)
    {
        var client = account.Applications[0];
        return Show(caller, account, client, await people.OfAsync(caller, cancellationToken)) with { ClientSecret = client.Secrets?[0].ClientSecret };
    }

    /// <summary>What is another in a client than it was.</summary>
    public static OAuthClientChangesModel Changes(OAuthClientModel before, OAuthClientModel after) => new()
    {
        Name = before.Name == after.Name ? null : new TextChangeModel(before.Name, after.Name),
        Description = before.Description == after.Description ? null : new TextChangeModel(before.Description, after.Description),
        AccessTokenLifetime = before.AccessTokenLifetime == after.AccessTokenLifetime
            ? null
            : new NumberChangeModel(before.AccessTokenLifetime, after.AccessTokenLifetime),
        Scopes = Change(before.Scopes, after.Scopes),
        IpWhitelist = Change(before.IpWhitelist, after.IpWhitelist),
    };

    private static ListChangeModel? Change(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        before.SequenceEqual(after) ? null : new ListChangeModel([.. after.Except(before)], [.. before.Except(after)]);

    // An address is shown as it is written, and not as a network of one.
    private static string Shown(string network) =>
        network.EndsWith("/32", StringComparison.Ordinal) && !network.Contains(':', StringComparison.Ordinal) ? network[..^3]
        : network.EndsWith("/128", StringComparison.Ordinal) ? network[..^4]
        : network;

    private static OAuthClientModel Show(Caller caller, ServiceAccountResponse account, ApplicationResponse client, PersonModel creator) => new()
    {
        ClientId = client.ClientId,
        Name = account.Name,
        Description = account.Description,
        ClientType = OAuthClientRules.Confidential,
        RedirectUris = [],
        GrantTypes = [OAuthClientRules.ClientCredentials],
        Scopes = ServiceAccountView.PermissionsOf(account, client, caller.Tenant),
        AllowedOrigins = [],
        IpWhitelist = [.. (client.Policy?.AllowedNetworks ?? []).Select(Shown)],
        AccessTokenLifetime = client.AccessTokenTtlSeconds,
        Status = account.Status == "active" && client.Enabled ? "active" : "inactive",
        CreatedAt = account.CreatedAt,
        UpdatedAt = account.UpdatedAt,
        CreatedBy = creator,
        LastUsedAt = client.Secrets?.Max(secret => secret.LastUsedAt.Value),
        UsageCount = null,
    };
}
