using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Does what Wavefront's clients do with the tokens of one service account.</summary>
internal sealed class ServiceAccountTokens(
    AccountIdentifiers identifiers, ApiTokenOperations tokens, ApiTokenTexts texts, PrincipalStore principals, TimeProvider time)
{
    /// <summary>Our id of the account; null where the tenant has none.</summary>
    public Task<Guid?> FindOwnerAsync(HttpContext http, Caller caller, string id, CancellationToken cancellationToken) =>
        identifiers.FindServiceAccountAsync(http, caller, id, cancellationToken);

    /// <summary>The id of a token of the account, of which somebody has the id or the text; null where it has none.</summary>
    public async Task<Guid?> FindAsync(Caller caller, Guid owner, string textOrId, CancellationToken cancellationToken) =>
        await texts.FindAsync(caller.Tenant.TenantId, textOrId, cancellationToken) is { } token && token.PrincipalId == owner ? token.Id : null;

    /// <summary>All of them, in the order of their creation.</summary>
    public async Task<Outcome<IReadOnlyList<TokenModel>>> ListAsync(Caller caller, Guid owner, string id, CancellationToken cancellationToken)
    {
        var listed = await tokens.ListAsync(caller, owner, unusedDays: null, new Paging(Paging.MaxLimit, After: null), cancellationToken);
        return listed.Succeeded ? await ShowAsync(owner, id, listed.Value.Items, made: null, cancellationToken) : listed.Error;
    }

    /// <summary>Makes one and shows all, the new one last; who may make one and not list them sees it alone.</summary>
    public async Task<Outcome<IReadOnlyList<TokenModel>>> GenerateAsync(
        Caller caller, Guid owner, string id, string? name, CancellationToken cancellationToken)
    {
        var made = await tokens.GenerateAsync(caller, owner, new CreateApiTokenRequest { Name = name }, cancellationToken);
        if (!made.Succeeded)
        {
            return made.Error;
        }

        // It is made and shown only here: nothing that fails or is given up after it may keep it from its sender.
        var listed = await tokens.ListAsync(caller, owner, unusedDays: null, new Paging(Paging.MaxLimit, After: null), CancellationToken.None);
        var others = listed.Succeeded ? listed.Value.Items.Where(token => token.Id != made.Value.Id) : [];
        return await ShowAsync(owner, id, [.. others, made.Value], made.Value, CancellationToken.None);
    }

    /// <summary>Gives one another name.</summary>
    public async Task<Outcome<TokenModel>> RenameAsync(
        Caller caller, Guid owner, string id, Guid tokenId, string? name, CancellationToken cancellationToken)
    {
        var renamed = await tokens.UpdateAsync(caller, owner, tokenId, new UpdateApiTokenRequest { Name = new(name) }, cancellationToken);
        if (!renamed.Succeeded)
        {
            return renamed.Error;
        }

        var shown = await ShowAsync(owner, id, [renamed.Value], made: null, cancellationToken);
        return shown.Succeeded ? shown.Value[0] : shown.Error;
    }

    /// <summary>Revokes one and shows those that are left, to whoever may list them.</summary>
    public async Task<Outcome<IReadOnlyList<TokenModel>>> RevokeAsync(
        Caller caller, Guid owner, string id, Guid tokenId, CancellationToken cancellationToken)
    {
        var revoked = await tokens.RevokeAsync(caller, owner, tokenId, cancellationToken);
        if (!revoked.Succeeded)
        {
            return revoked.Error;
        }

        var left = await ListAsync(caller, owner, id, cancellationToken);
        return left.Succeeded ? left : new List<TokenModel>();
    }

    private async Task<Outcome<IReadOnlyList<TokenModel>>> ShowAsync(
        Guid owner, string id, IReadOnlyList<ApiTokenResponse> shown, ApiTokenResponse? made, CancellationToken cancellationToken)
    {
        var account = AccountIdentifiers.Prefix + AccountIdentifiers.HandleOf(id);
        var isActive = (await principals.FindAsync(owner, cancellationToken))?.IsActive(time.GetUtcNow()) == true;
        var type = isActive ? TokenModel.ServiceAccount : TokenModel.InactiveServiceAccount;
        return shown.Select(token => AccountView.Token(token, account, type, token.Id == made?.Id ? made.Token : null)).ToList();
    }
}
