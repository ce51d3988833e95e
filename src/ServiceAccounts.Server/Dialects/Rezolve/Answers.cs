using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Puts what was done into the envelope that every answer has.</summary>
internal sealed class Answers(TimeProvider time)
{
    // What any route may answer beside its own.
    private static readonly int[] Everywhere = [400, 401, 403, 404, 406, 415, 500, 503];

    /// <summary>The time of the answer.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An answer of now, or of when it was done.</summary>
    public Ok<Answer<T>> Of<T>(string message, T data, DateTimeOffset? doneAt = null) =>
        TypedResults.Ok(new Answer<T> { Success = true, Message = message, Data = data, Timestamp = doneAt ?? Now });

    /// <summary>Says in the document which refusals a route has.</summary>
    public static void Describe(RouteGroupBuilder routes, params int[] more) =>
        routes.WithMetadata([.. Everywhere.Concat(more).Order()
            .Select(status => (object)new ProducesResponseTypeMetadata(status, typeof(ErrorAnswer), ["application/json"]))]);
}
