using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ServiceAccounts.Server.Management;

/// <summary>The version that a caller expects a resource to have (RFC 9110 section 13.1.1); null where it expects none.</summary>
internal sealed record IfMatch(long? Version)
{
    // No resource has it: a tag that is none of ours matches nothing.
    private const long NoVersion = -1;

    // Nobody has seen more versions of a thing than that and cares for all of them; each is tried.
    private const int MaxTags = 8;

    /// <summary>The other versions that would do.</summary>
    public ImmutableArray<long> Others { get; init; } = [];

    public static ValueTask<IfMatch?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        var tags = http.Request.GetTypedHeaders().IfMatch;
        return new ValueTask<IfMatch?>(tags switch
        {
            [] when http.Request.Headers.IfMatch.Count == 0 => new IfMatch((long?)null),
            [var tag] when tag.Equals(EntityTagHeaderValue.Any) => new IfMatch((long?)null),
            { Count: <= MaxTags } when VersionsOf(tags) is [var first, .. var others] => new IfMatch(first) { Others = others },
            _ => new IfMatch(NoVersion),
        });
    }

    /// <summary>The <c>ETag</c> of a version.</summary>
    public static string TagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static ImmutableArray<long> VersionsOf(IEnumerable<EntityTagHeaderValue> tags) =>
        [.. tags.Where(tag => !tag.IsWeak).Select(VersionOf).OfType<long>().Distinct()];

    private static long? VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && tag.Tag.Equals(TagOf(version), StringComparison.Ordinal)
            ? version
            : null;
}

/// <summary>Tries the tags of a list one after the other: what is stale under one leaves nothing behind.</summary>
internal static class IfMatchLists
{
    /// <summary>Lets every route of a group that takes a tag take several.</summary>
    public static void TryTagsInTurn(this RouteGroupBuilder group) => group.AddEndpointFilterFactory((context, next) =>
    {
        var at = Array.FindIndex(context.MethodInfo.GetParameters(), parameter => parameter.ParameterType == typeof(IfMatch));
        return at < 0 ? next : invocation => TryAsync(invocation, next, at);
    });

    private static async ValueTask<object?> TryAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, int at)
    {
        var result = await next(invocation);
        foreach (var version in invocation.GetArgument<IfMatch>(at).Others)
        {
            if (result is not INestedHttpResult { Result: ProblemHttpResult { StatusCode: StatusCodes.Status412PreconditionFailed } })
            {
                break;
            }

            invocation.Arguments[at] = new IfMatch(version);
            result = await next(invocation);
        }

        return result;
    }
}
