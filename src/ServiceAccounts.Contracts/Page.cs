using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts;

/// <summary>One page of a list, in the order of creation.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The things on this page.</param>
/// <param name="NextCursor">What to send as <c>cursor</c> for the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>Before which item the page before ends; null on the first. For surfaces that page in both directions.</summary>
    [JsonIgnore]
    public string? PreviousCursor { get; init; }
}
