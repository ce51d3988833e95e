using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Finds accounts by their OAuth client, and pages of accounts that were born with one credential.</summary>
internal sealed class KnownClients(KnownIds ids, ServiceAccountOperations accounts)
{
    /// <summary>The account of a client with a secret.</summary>
    public async Task<Outcome<FoundClient>> FindAsync(HttpContext http, Caller caller, string clientId, CancellationToken cancellationToken)
    {
        if (await ids.OfClientOwnerAsync(caller.Tenant.TenantId, clientId, cancellationToken) is not { } owner)
        {
            return OperationError.NotFound(Errors.OAuthClient);
        }

        http.Features.Set(new OperationSubject(owner));
        var found = await accounts.GetAsync(caller, owner, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Error;
        }

        return found.Value.Applications.FirstOrDefault(a => a.ClientId == clientId && a.Secrets is not null) is { } client
            ? new FoundClient(found.Value, client)
            : OperationError.NotFound(Errors.OAuthClient);
    }

    /// <summary>A page of the accounts that were born with a kind of credential, and how many there are.</summary>
    public static async Task<AccountsPage> ListAsync(
        Caller caller, ServiceAccountOperations accounts, string authType, int? limit, int? offset, CancellationToken cancellationToken)
    {
        if (PageRequest.Of(limit, offset, out var problems) is not { } page)
        {
            return new AccountsPage { Refused = Errors.Invalid(problems) };
        }

        var query = new AccountQuery { AuthType = authType };
        var listed = await accounts.ListAsync(caller, page.Paging, query, cancellationToken);
        var total = await accounts.CountAsync(caller, query, cancellationToken);
        return listed.Succeeded && total.Succeeded
            ? new AccountsPage { Accounts = listed.Value.Items, Pagination = page.Of(total.Value, listed.Value.NextCursor is not null) }
            : new AccountsPage { Refused = Errors.Of((listed.Error ?? total.Error)!) }; // One of them was refused.
    }
}

/// <summary>A client with its account.</summary>
internal sealed record FoundClient(ServiceAccountResponse Account, ApplicationResponse Client);

/// <summary>A page of accounts, or why there is none.</summary>
internal sealed record AccountsPage
{
    /// <summary>Why there is none.</summary>
    public RefusalResult? Refused { get; init; }

    public IReadOnlyList<ServiceAccountResponse> Accounts { get; init; } = [];

    public PaginationModel Pagination { get; init; } = new() { Total = 0, Limit = 0, Offset = 0, HasMore = false };
}
