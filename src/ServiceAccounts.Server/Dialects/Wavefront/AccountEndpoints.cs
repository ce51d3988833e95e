using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>Accounts: users and service accounts together.</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup(WavefrontDialect.Accounts).WithTags("Account (User and Service Account)");
        accounts.MapGet("/", ListAsync).WithName("WavefrontListAccounts").Reads()
            .WithSummary("Lists users and service accounts.");
        accounts.MapGet("/{id}", GetAsync).WithName("WavefrontGetAccount").Reads()
            .WithSummary("Shows a user or service account.");
        accounts.MapDelete("/{id}", DeleteAsync).WithName("WavefrontDeleteAccount").Changes()
            .WithSummary("Deletes a user or service account with all tokens, for good.");
        accounts.MapPost("/deleteAccounts", DeleteManyAsync).WithName("WavefrontDeleteAccounts").Changes()
            .WithSummary("Deletes users and service accounts, all or none, and answers with their ids.");
        accounts.MapPost("/validateAccounts", ValidateAsync).WithName("WavefrontValidateAccounts").Changes()
            .WithSummary("Says which of some ids are accounts.");
    }

    private static async Task<Results<Ok<Container<Paged<AccountModel>>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, HolderOperations holders, AccountViews views, int? offset, int? limit, string? cursor,
        CancellationToken cancellationToken)
    {
        var paging = WavefrontAnswers.PagingOf(offset, limit, cursor);
        if (!paging.Succeeded)
        {
            return WavefrontAnswers.Refuse(paging.Error);
        }

        var page = await holders.ListAsync(who.Caller, paging.Value, cancellationToken);
        if (!page.Succeeded)
        {
            return WavefrontAnswers.Refuse(page.Error);
        }

        var total = await holders.CountAsync(who.Caller, cancellationToken);
        var view = await views.OfAsync(who.Caller, cancellationToken);
        return total.Succeeded
            ? WavefrontAnswers.Page(paging.Value, page.Value.NextCursor, total.Value.Count, [.. page.Value.Items.Select(view.Account)])
            : WavefrontAnswers.Refuse(total.Error);
    }

    private static async Task<Results<Ok<Container<AccountModel>>, RefusalResult>> GetAsync(
        HttpContext http, AuthenticatedCaller who, string id, AccountIdentifiers identifiers, HolderOperations holders, AccountViews views,
        CancellationToken cancellationToken)
    {
        if (await identifiers.FindAsync(http, who.Caller, id, cancellationToken) is not { } found)
        {
            return WavefrontAnswers.NotFound("account");
        }

        var holder = await holders.GetAsync(who.Caller, found, cancellationToken);
        return holder.Succeeded
            ? WavefrontAnswers.Ok((await views.OfAsync(who.Caller, cancellationToken)).Account(holder.Value))
            : WavefrontAnswers.Refuse(holder.Error);
    }

    private static async Task<Results<Ok<Container<AccountModel>>, RefusalResult>> DeleteAsync(
        HttpContext http, AuthenticatedCaller who, string id, AccountIdentifiers identifiers, PrincipalDeletion deletion, AccountViews views,
        CancellationToken cancellationToken)
    {
        if (await identifiers.FindAsync(http, who.Caller, id, cancellationToken) is not { } found)
        {
            return WavefrontAnswers.NotFound("account");
        }

        var gone = await deletion.DeleteAsync(who.Caller, [found], cancellationToken);
        return gone.Succeeded
            ? WavefrontAnswers.Ok((await views.OfAsync(who.Caller, cancellationToken)).Account(gone.Value.Items[0]))
            : WavefrontAnswers.Refuse(gone.Error);
    }

    private static async Task<Results<Ok<Container<IReadOnlyList<string>>>, RefusalResult>> DeleteManyAsync(
        AuthenticatedCaller who, List<string?>? ids, AccountIdentifiers identifiers, PrincipalDeletion deletion,
        CancellationToken cancellationToken)
    {
        var (found, refusal) = await identifiers.ReadAsync(who.Caller, ids, cancellationToken);
        if (refusal is not null)
        {
            return new RefusalResult(refusal);
        }

        var gone = await deletion.DeleteAsync(who.Caller, found, cancellationToken);
        return gone.Succeeded
            ? WavefrontAnswers.Ok<IReadOnlyList<string>>([.. gone.Value.Items.Select(holder => AccountIdentifiers.Of(holder.Name))])
            : WavefrontAnswers.Refuse(gone.Error);
    }

    // An account that the caller may not see is none.
    private static async Task<Results<Ok<Container<ValidatedAccounts>>, RefusalResult>> ValidateAsync(
        AuthenticatedCaller who, List<string?>? ids, AccountIdentifiers identifiers, HolderOperations holders, AccountViews views,
        CancellationToken cancellationToken)
    {
        if (ids is not { Count: <= AccountIdentifiers.MaxIds })
        {
            return WavefrontAnswers.Invalid("(body)", $"It is a list of at most {AccountIdentifiers.MaxIds} ids.");
        }

        // The answer repeats what is no account: not a secret that was sent for one.
        if (ids.OfType<string>().Any(id => CredentialFormat.FindIn(id).Any()))
        {
            return WavefrontAnswers.Invalid("(body)", "One of the ids is a credential, and not an account: send ids, and replace the credential.");
        }

        var known = await identifiers.FindAsync(who.Caller, ids, cancellationToken);
        var seen = await holders.FindAsync(who.Caller, [.. known.Values.Distinct()], cancellationToken);
        if (!seen.Succeeded)
        {
            return WavefrontAnswers.Refuse(seen.Error);
        }

        var (view, valid) = (await views.OfAsync(who.Caller, cancellationToken), seen.Value.Items.Select(holder => holder.Id).ToHashSet());
        return WavefrontAnswers.Ok(new ValidatedAccounts(
            [.. seen.Value.Items.Select(view.Account)],
            [.. ids.Where(id => id is null || !known.TryGetValue(id, out var found) || !valid.Contains(found))]));
    }
}
