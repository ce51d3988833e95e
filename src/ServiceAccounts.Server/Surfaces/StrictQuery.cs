using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>Refuses a query parameter that the route does not have: a misspelt filter must not answer with everything.</summary>
internal static class StrictQuery
{
    // No parameter of ours has a longer name, and every credential is longer: one sent as a name is not repeated.
    private const int MaxShownLength = 40;
    private const int MaxShown = 20;

    /// <summary>Watches over all routes of a group, each of which has the parameters <paramref name="ofAll"/> beside its own.</summary>
    public static void RefuseUnknownParameters(this RouteGroupBuilder group, Func<Refusal, object> refuse, params string[] ofAll) => group.AddEndpointFilterFactory((context, next) =>
    {
        FrozenDictionary<string, Parameter>? known = null;
        return invocation =>
        {
            var http = invocation.HttpContext;
            if (http.Request.Query.Count == 0)
            {
                return next(invocation);
            }

            known ??= ParametersOf(http, ofAll);
            var problems = ProblemsOf(http.Request.Query, known);
            return problems.Count == 0 ? next(invocation) : new ValueTask<object?>(refuse(Refusal.Of(OperationError.Invalid(problems))));
        };
    });

    /// <summary>The name under which a query has a parameter.</summary>
    public static string NameOf(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.GetCustomAttributes(inherit: true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name;

    private static Dictionary<string, string> ProblemsOf(IQueryCollection query, FrozenDictionary<string, Parameter> known)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in query.Take(MaxShown))
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                problems.TryAdd(
                    name.Length is > 0 and <= MaxShownLength ? name : "(query)",
                    $"The route has no such parameter. It has: {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.");
            }
            else if (values.Count > 1 && !parameter.Repeats)
            {
                problems.TryAdd(parameter.Name, "It is there more than once.");
            }
        }

        return problems;
    }

    private static FrozenDictionary<string, Parameter> ParametersOf(HttpContext http, string[] ofAll)
    {
        var endpoint = (RouteEndpoint)http.GetEndpoint()!; // The filter of a route runs in it.
        var inPath = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => IsInQuery(parameter) && !inPath.Contains(parameter.Name))
            .Select(parameter => new Parameter(NameOf(parameter), Repeats(parameter.ParameterInfo.ParameterType)))
            .Concat(ofAll.Select(name => new Parameter(name, Repeats: false)))
            .DistinctBy(parameter => parameter.Name)
            .ToFrozenDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsInQuery(IParameterBindingMetadata parameter)
    {
        var attributes = parameter.ParameterInfo.GetCustomAttributes(inherit: true);
        if (attributes.OfType<IFromQueryMetadata>().Any())
        {
            return true;
        }

        var type = parameter.ParameterInfo.ParameterType;
        return !parameter.HasBindAsync
            && !attributes.Any(a => a is IFromHeaderMetadata or IFromBodyMetadata or IFromServiceMetadata or IFromRouteMetadata or IFromFormMetadata)
            && (type == typeof(string) || parameter.HasTryParse || Repeats(type))
            && type != typeof(CancellationToken);
    }

    private static bool Repeats(Type type) => type.IsArray || type == typeof(StringValues);

    private sealed record Parameter(string Name, bool Repeats);
}
