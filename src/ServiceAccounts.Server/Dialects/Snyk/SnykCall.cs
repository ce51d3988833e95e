using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>What every operation of the REST API is asked with.</summary>
internal sealed record SnykCall(
    HttpContext Http, AuthenticatedCaller Who, [property: FromQuery(Name = SnykVersion.Parameter)] string Version,
    CancellationToken CancellationToken)
{
    public Caller Caller => Who.Caller;

    /// <summary>What every link repeats.</summary>
    public Dictionary<string, string?> Query => new() { [SnykVersion.Parameter] = Version };

    /// <summary>Tells the journal what the request is about.</summary>
    public void IsAbout(Guid id) => Http.Features.Set(new OperationSubject(id));

    /// <summary>A link to a path below the root of the REST API.</summary>
    public string LinkTo(string path) => QueryHelpers.AddQueryString(path, Query);

    /// <summary>
    /// Says where what has been made is. Snyk declares a URL whose host has a top-level domain, and checkers hold answers against
    /// that: a server that is known as localhost leaves it out, and the link in the body says the same.
    /// </summary>
    public void IsAt(Issuer issuer, string path)
    {
        if (new Uri(issuer.Value) is { HostNameType: UriHostNameType.Dns } url && url.Host.Contains('.', StringComparison.Ordinal))
        {
            Http.Response.Headers.Location = issuer.UrlOf(SnykDialect.Rest + LinkTo(path));
        }
    }

    /// <summary>A document of the REST API as an answer.</summary>
    public static IResult Answer<T>(T document, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(document, (System.Text.Json.JsonSerializerOptions?)null, JsonApi.MediaType, status);
}
