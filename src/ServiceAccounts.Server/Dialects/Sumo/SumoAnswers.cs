using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Management;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>A list as every route of this API answers with it.</summary>
/// <param name="Data">What is on this page.</param>
/// <param name="Next">What to send as <c>token</c> for the next page; absent on the last.</param>
internal sealed record SumoList<T>(
    IReadOnlyList<T> Data,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Next = null);

/// <summary>What handlers answer, and what the document says of that.</summary>
internal static class SumoAnswers
{
    // Beside what routing itself answers: two credentials or a wrong request, none, too few permissions, nothing there, too often.
    private static readonly int[] Refusals = [400, 401, 403, 404, 413, 415, 429];

    public static RefusalResult Refused(OperationError error) => new(Refusal.Of(error));

    public static RefusalResult NotFound(string what) => Refused(OperationError.NotFound(what));

    /// <summary>What is no more.</summary>
    public static Results<NoContent, RefusalResult> Gone<T>(Outcome<T> outcome)
        where T : class => outcome.Succeeded ? TypedResults.NoContent() : Refused(outcome.Error);

    /// <summary>Names a route for document and journal, and says that it may be refused.</summary>
    public static RouteHandlerBuilder Is(this RouteHandlerBuilder route, string name, string summary)
    {
        foreach (var statusCode in Refusals)
        {
            route.Produces<ErrorResponse>(statusCode);
        }

        return route.WithName("Sumo" + name).WithSummary(summary);
    }
}
