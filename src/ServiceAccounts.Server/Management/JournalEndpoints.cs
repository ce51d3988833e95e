using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Management;

/// <summary>The journal, and the tokens that were issued.</summary>
internal static class JournalEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        var journal = management.MapGroup("/journal").WithTags("journal");
        journal.MapGet("/", ListAsync).WithName("ListJournal").Refuses()
            .Produces<Page<JournalEntryResponse>>(StatusCodes.Status200OK, "application/json", NdjsonAnswer.MediaType)
            .WithSummary("Lists changes and refusals, the newest first; as application/x-ndjson all of them, one a line.");
        journal.MapPost("/verify", VerifyAsync).WithName("VerifyJournal").Refuses(413, 415)
            .WithSummary("Recomputes the chain of seals, and compares it with heads that were written down.");

        management.MapGet("/issuances", ListIssuancesAsync).WithName("ListIssuances").WithTags("journal").Refuses()
            .WithSummary("Lists the tokens issued to a client, in the order of issuance; a page may be short and have a next.");
    }

    private static async Task<Results<Ok<Page<JournalEntryResponse>>, NdjsonAnswer, ProblemHttpResult>> ListAsync(
        HttpContext http, AuthenticatedCaller who, [AsParameters] JournalParameters parameters, JournalOperations journal,
        CallerAuthenticator authenticator, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        var filter = parameters.ToFilter() with { Cursor = cursor };
        if (NdjsonAnswer.IsWanted(http))
        {
            return await NdjsonAnswer.StartAsync(limit, ReadAsync) switch
            {
                { Succeeded: true, Value: var all } => all,
                { Error: var error } => error!.ToProblem(), // Not succeeded: there is an error.
            };
        }

        // A slow reader takes its time over a list: every further page is read with the rights that its caller has by then.
        async Task<Outcome<Page<JournalEntryResponse>>> ReadAsync(string? from, int length)
        {
            var now = from is null ? who.Caller : (await authenticator.AuthenticateAsync(http, http.Features.GetRequiredFeature<ISurface>())).Caller;
            return now is null
                ? OperationError.CallerEnded()
                : await journal.ListAsync(now, filter with { Cursor = from ?? cursor }, length, cancellationToken);
        }

        var page = await journal.ListAsync(who.Caller, filter, limit, cancellationToken);
        if (!page.Succeeded)
        {
            return page.Error.ToProblem();
        }

        if (page.Value.NextCursor is { } next)
        {
            Answers.LinkToNext(http, limit, next);
        }
        return TypedResults.Ok(page.Value);
    }

    private static async Task<Results<Ok<VerifyJournalResponse>, ProblemHttpResult>> VerifyAsync(
        AuthenticatedCaller who, VerifyJournalRequest? request, JournalVerification journal, CancellationToken cancellationToken) =>
        Answers.Shown(await journal.VerifyAsync(who.Caller, request, cancellationToken));

    private static Task<Results<Ok<Page<IssuanceResponse>>, ProblemHttpResult>> ListIssuancesAsync(
        HttpContext http, AuthenticatedCaller who, IssuanceOperations issuances, [FromQuery(Name = "client_id")] string? clientId,
        string? from, string? to, int? limit, string? cursor, CancellationToken cancellationToken) =>
        Answers.PageAsync(
            http, limit, cursor, paging => issuances.ListAsync(who.Caller, clientId, from, to, paging, cancellationToken));
}
