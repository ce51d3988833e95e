using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Server.Management;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>A refusal as what a handler returns: the surface of the request renders it.</summary>
internal sealed record RefusalResult(Refusal Refusal) : IResult
{
    /// <summary>The refusal in what a handler returned, of whatever surface; null where it is none.</summary>
    public static Refusal? RefusalIn(object? answer) => answer switch
    {
        INestedHttpResult { Result: var inner } => RefusalIn(inner),
        RefusalResult result => result.Refusal,
        ProblemHttpResult problem => RequestProblems.RefusalOf(problem),
        _ => null,
    };

    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.Features.GetRequiredFeature<ISurface>().RefuseAsync(httpContext, Refusal);
}
