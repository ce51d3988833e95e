using System.Collections.Frozen;
using System.Net.Mime;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>The errors of Semaphore's API: the whole body is one JSON string.</summary>
internal static class SemaphoreErrors
{
    private const string PermissionDenied = "Permission denied";

    private static readonly int[] OfEveryRoute =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
        StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable,
    ];

    private static readonly int[] OfBodies =
        [StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType];

    // Where the management API has another name for what a request here has.
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["role_ids"] = "role_id",
        ["ids"] = "members_to_add",
        ["removed_ids"] = "members_to_remove",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // What tells of query parameters and members that are not there has other words here.
    private static readonly FrozenDictionary<string, string> Sentences = new Dictionary<string, string>
    {
        ["in_use"] = "It is in use: give its members another first.",
        ["read_only"] = "It belongs to the system: every organization has it as it is, and it cannot be changed or deleted.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Task WriteAsync(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = StatusOf(refusal.StatusCode);
        return http.Response.WriteAsJsonAsync(TextOf(refusal), SemaphoreJson.Default.String, cancellationToken: http.RequestAborted);
    }

    /// <summary>Says in the document which refusals a route has.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, bool takesBody = false)
    {
        foreach (var status in OfEveryRoute.Concat(takesBody ? OfBodies : []).Order())
        {
            route.Produces<string>(status, MediaTypeNames.Application.Json);
        }

        return route;
    }

    // Semaphore has no words for a conflict: what cannot be done as things are is a wrong request.
    private static int StatusOf(int status) => status switch
    {
        StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed or StatusCodes.Status422UnprocessableEntity =>
            StatusCodes.Status400BadRequest,
        _ => status,
    };

    private static string TextOf(Refusal refusal) => refusal switch
    {
        // The words that clients compare; which permission is missing is in the journal.
        { StatusCode: StatusCodes.Status403Forbidden, Code: "permission_missing" } => PermissionDenied,
        { StatusCode: StatusCodes.Status403Forbidden } => $"{PermissionDenied}. {refusal.Detail}",
        { StatusCode: StatusCodes.Status404NotFound, What: "tenant" } => "There is no such organization.",
        { Fields.Count: > 0 } => string.Join(' ', refusal.Fields.Select(field => $"{Names.GetValueOrDefault(field.Key, field.Key)}: {field.Value}")),
        _ => Sentences.GetValueOrDefault(refusal.Code, refusal.Detail),
    };
}
