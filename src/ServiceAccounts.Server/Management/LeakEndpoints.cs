using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>Reports of found credentials.</summary>
internal static class LeakEndpoints
{
    public static void Map(IEndpointRouteBuilder management) =>
        management.MapPost("/leaks", ReportAsync).WithName("ReportLeaks").WithTags("leakManagement").Refuses(413, 415)
            .WithSummary("Revokes at once every client secret and API token of this server that stands in the texts.")
            .WithDescription(
                "Any caller may report: to have a credential is right enough. It is revoked in whatever tenant it is, the last active "
                + "secret of a client and the last token of the last super administrator included (the server's command "
                + "--new-admin-token is the way back). What is unknown, misspelt or revoked already is not told apart.");

    private static async Task<Results<Ok<LeakReportResponse>, ProblemHttpResult>> ReportAsync(
        AuthenticatedCaller who, ReportLeaksRequest request, LeakOperations leaks, CancellationToken cancellationToken) =>
        Answers.Shown(await leaks.ReportAsync(who.Caller, request, cancellationToken));
}
