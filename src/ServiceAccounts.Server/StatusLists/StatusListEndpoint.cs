using Microsoft.Net.Http.Headers;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.OAuth;

namespace ServiceAccounts.Server.StatusLists;

/// <summary>
/// Publishes Token Status Lists (draft-ietf-oauth-status-list, section 8): anybody may fetch one, and learns nothing but which of
/// many places are invalid.
/// </summary>
internal static class StatusListEndpoint
{
    private static readonly MediaTypeHeaderValue Offered = new(StatusListToken.MediaType);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var documents = routes.ServiceProvider.GetRequiredService<StatusListDocuments>();
        routes.MapMethods(
            Issuer.StatusListsPath + "/{tenantId:guid}/{list:int}", [HttpMethods.Get, HttpMethods.Head],
            (HttpContext http, Guid tenantId, int list) => SendAsync(http, documents, tenantId, list)).ExcludeFromDescription();
    }

    private static async Task SendAsync(HttpContext http, StatusListDocuments documents, Guid tenantId, int list)
    {
        if (!IsAccepted(http.Request))
        {
            await RefuseAsync(http, StatusCodes.Status406NotAcceptable, $"A status list is {StatusListToken.MediaType}: accept that.");
        }
        else if (http.Request.Query.ContainsKey("time"))
        {
            // Section 8.4: who does not keep lists of the past says so.
            await RefuseAsync(http, StatusCodes.Status501NotImplemented, "Only the current list is published: ask without time.");
        }
        else if (await documents.FindAsync(tenantId, list, http.RequestAborted) is { } document)
        {
            await document.SendAsync(http);
        }
        else
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, "There is no such status list.");
        }
    }

    // No Accept is any.
    private static bool IsAccepted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return request.Headers.Accept.Count == 0 || accepted.Any(range => range.Quality != 0 && Offered.IsSubsetOf(range));
    }

    private static Task RefuseAsync(HttpContext http, int status, string description) =>
        OAuthErrorAnswer.WriteAsync(http, OAuthError.InvalidRequest(description), status);
}
