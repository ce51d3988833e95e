using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Shows API keys in the words of this API: each is a service account that was born with an API token.</summary>
internal sealed class ApiKeyView(People people, TimeProvider time)
{
    public const string AuthType = "api_key";

    /// <summary>The keys of a page of accounts.</summary>
    public async Task<IReadOnlyList<ApiKeyModel>> ShowAsync(
        Caller caller, IReadOnlyList<ServiceAccountResponse> accounts, CancellationToken cancellationToken)
    {
        var emails = await people.EmailsOfCreatorsAsync(caller, accounts, cancellationToken);
        return [.. accounts.Select(account => Show(caller, account, People.CreatorOf(account, emails)))];
    }

    /// <summary>One key.</summary>
    public async Task<ApiKeyModel> ShowAsync(Caller caller, ServiceAccountResponse account, CancellationToken cancellationToken) =>
        (await ShowAsync(caller, [account], cancellationToken))[0];

    /// <summary>A key that its caller has just made, with its text.</summary>
    public async Task<ApiKeyModel> ShowNewAsync(Caller caller, ServiceAccountResponse account, CancellationToken cancellationToken) =>
        Show(caller, account, await people.OfAsync(caller, cancellationToken)) with { Key = account.Tokens[0].Token };

    /// <summary>What came of looking at a key.</summary>
    public static ValidatedApiKeyModel Of(InspectedApiToken key, TenantAccess tenant) => new()
    {
        Valid = key.State == ApiTokenState.Active,
        Reason = key.State switch
        {
            null => "INVALID_KEY",
            ApiTokenState.Active => null,
            ApiTokenState.Revoked => "KEY_REVOKED",
            ApiTokenState.Expired or ApiTokenState.OwnerExpired => "KEY_EXPIRED",
            _ => "KEY_INACTIVE",
        },
        Id = key.PrincipalId,
        Name = key.OwnerName,
        Scopes = key.State == ApiTokenState.Active ? [.. key.Permissions.Select(permission => PermissionWords.Of(permission, tenant))] : null,
        ExpiresAt = key.ExpiresAt,
    };

    private ApiKeyModel Show(Caller caller, ServiceAccountResponse account, PersonModel creator)
    {
        var token = account.Tokens.Count == 0 ? null : account.Tokens[0];
        return new ApiKeyModel
        {
            Id = account.Id,
            Name = account.Name,
            Description = account.Description,
            KeyHint = token?.Hint,
            Scopes = [.. HeldPermissions.Of(account, caller.Tenant, ofOwnApi: true).Select(held => PermissionWords.Of(held, caller.Tenant))],
            IpWhitelist = [],
            Status = StatusOf(account, token),
            CreatedAt = account.CreatedAt,
            CreatedBy = creator,
            ExpiresAt = token?.ExpiresAt is { } end && !(account.ExpiresAt < end) ? end : account.ExpiresAt,
            LastUsedAt = token?.LastUsedAt.Value,
        };
    }

    private string StatusOf(ServiceAccountResponse account, ApiTokenResponse? token) => (account, token) switch
    {
        (_, null) => "revoked",
        ({ InactiveReason: "expired" }, _) => "expired",
        (_, { ExpiresAt: { } end }) when end <= time.GetUtcNow() => "expired",
        ({ Status: "active" }, { Enabled: true }) => "active",
        _ => "inactive",
    };
}
