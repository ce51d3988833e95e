using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>Refuses a query parameter that is not of the type for which its route takes it, by name.</summary>
// The compiled handlers take an empty one for absent, and of any other that they cannot read do not say which it was.
internal static class TypedQuery
{
    private static readonly FrozenDictionary<Type, Func<string, bool>> Readers = new Dictionary<Type, Func<string, bool>>
    {
        [typeof(int)] = text => int.TryParse(text, CultureInfo.InvariantCulture, out _),
        [typeof(bool)] = text => bool.TryParse(text, out _),
        [typeof(Guid)] = text => Guid.TryParse(text, out _),
    }.ToFrozenDictionary();

    /// <summary>Whether a parameter of this type can be held against what is sent; a type that can be null is meant.</summary>
    public static bool Knows(Type type) => Readers.ContainsKey(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>What is wrong with the query of a request that has found its route; null where nothing is.</summary>
    public static Refusal? WhyRefused(HttpContext http)
    {
        var query = http.Request.Query;
        if (query.Count == 0 || http.GetEndpoint() is not { } endpoint)
        {
            return null;
        }

        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
        {
            if (Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) is { } type
                && Readers.TryGetValue(type, out var isReadable)
                && query.TryGetValue(StrictQuery.NameOf(parameter), out var values)
                && !isReadable(values.ToString()))
            {
                problems[JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name)] = "It is not of the expected type.";
            }
        }

        return problems.Count == 0 ? null : Refusal.Unreadable(problems);
    }
}
