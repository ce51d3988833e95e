using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Shows service accounts in the words of this API, which are enough for those that were born with a client secret.</summary>
internal sealed class ServiceAccountView(TenantStore tenants, People people)
{
    public const string AuthType = "oauth_client_secret";

    private const string IdPrefix = "sa-";
    private const string ClientSecretMethod = "client_secret";

    /// <summary>Our id of an account; null where a text is none of this API's.</summary>
    public static Guid? IdOf(string text) =>
        text.StartsWith(IdPrefix, StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(IdPrefix.Length), "D", out var id) ? id : null;

    /// <summary>The id of an account here.</summary>
    public static string IdOf(Guid id) => IdPrefix + id;

    /// <summary>The OAuth client of an account: its first that has secrets.</summary>
    public static ApplicationResponse? ClientOf(ServiceAccountResponse account) =>
        account.Applications.FirstOrDefault(application => application.AuthenticationMethod == ClientSecretMethod);

    /// <summary>What tokens of a client can have of the tenant's Apis.</summary>
    public static IReadOnlyList<string> PermissionsOf(ServiceAccountResponse account, ApplicationResponse? client, TenantAccess tenant) =>
        [.. HeldPermissions.Of(account, tenant).Where(held => client?.AllowedScopes?.Contains(held.Name) != false)
            .Select(held => PermissionWords.Of(held, tenant))];

    /// <summary>Accounts of a page.</summary>
    public async Task<IReadOnlyList<ServiceAccountModel>> ShowAsync(
        Caller caller, IReadOnlyList<ServiceAccountResponse> accounts, CancellationToken cancellationToken)
    {
        var tenant = await NameAsync(caller, cancellationToken);
        var emails = await people.EmailsOfCreatorsAsync(caller, accounts, cancellationToken);
        return [.. accounts.Select(account => Show(caller, account, People.CreatorOf(account, emails), tenant))];
    }

    /// <summary>One account.</summary>
    public async Task<ServiceAccountModel> ShowAsync(Caller caller, ServiceAccountResponse account, CancellationToken cancellationToken) =>
        (await ShowAsync(caller, [account], cancellationToken))[0];

    /// <summary>An account that its caller has just made, with its secret.</summary>
    public async Task<ServiceAccountModel> ShowNewAsync(Caller caller, ServiceAccountResponse account, CancellationToken cancellationToken) =>
        Show(caller, account, await people.OfAsync(caller, cancellationToken), await NameAsync(caller, cancellationToken)) with
        {
            ClientSecret = ClientOf(account)?.Secrets?[0].ClientSecret,
        };

    private async Task<TenantNameModel> NameAsync(Caller caller, CancellationToken cancellationToken) => new()
    {
        Id = caller.Tenant.TenantId,
        Name = (await tenants.FindAsync(caller.Tenant.TenantId, cancellationToken))?.Name ?? string.Empty,
    };

    private static ServiceAccountModel Show(Caller caller, ServiceAccountResponse account, PersonModel creator, TenantNameModel tenant)
    {
        var client = ClientOf(account);
        return new ServiceAccountModel
        {
            Id = IdOf(account.Id),
            Name = account.Name,
            ClientId = client?.ClientId,
            Type = "service_account",
            Status = account.Status,
            Permissions = PermissionsOf(account, client, caller.Tenant),
            CreatedAt = account.CreatedAt,
            CreatedBy = creator,
            Tenant = tenant,
        };
    }
}
