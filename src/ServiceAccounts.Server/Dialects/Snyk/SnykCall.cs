using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using ServiceAccounts.Management.Access;
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

    /// <summary>A document of the REST API as an answer.</summary>
    public static IResult Answer<T>(T document, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(document, (System.Text.Json.JsonSerializerOptions?)null, JsonApi.MediaType, status);
}
