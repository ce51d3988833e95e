using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>Says in words of the API what the JSON reader says in words of the code.</summary>
internal static partial class JsonProblem
{
    // No member of ours has a longer path, and every credential is longer: one sent as a name is not repeated.
    private const int MaxShownLength = 40;

    /// <summary>The field that could not be read, and why.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonException exception)
    {
        if (UnknownMember().Match(exception.Message) is { Success: true } unknown)
        {
            return unknown.Groups[1].Value is { Length: <= MaxShownLength } name
                ? new Dictionary<string, string> { [ParentOf(exception, name) + name] = "There is no such member." }
                : new Dictionary<string, string> { ["(body)"] = "It has a member that there is not, with a very long name." };
        }

        if (exception.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return new Dictionary<string, string> { ["(body)"] = "It has a member more than once." };
        }

        var field = exception.Path?.TrimStart('$').TrimStart('.');
        return string.IsNullOrEmpty(field) || field.Length > MaxShownLength
            ? new Dictionary<string, string> { ["(body)"] = "It is not a JSON object of the expected form." }
            : new Dictionary<string, string> { [field] = "It is not of the expected type." };
    }

    // Where the object is that has the member, with what parts the two; nothing where that is the body itself.
    private static string ParentOf(JsonException exception, string name)
    {
        var path = exception.Path ?? string.Empty;
        var end = path.EndsWith("." + name, StringComparison.Ordinal) ? path.Length - name.Length - 1 : path.LastIndexOf("['", StringComparison.Ordinal);
        var parent = end <= 0 ? string.Empty : path[..end].TrimStart('$').TrimStart('.');
        return parent.Length is 0 or > MaxShownLength ? string.Empty : parent + ".";
    }

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex UnknownMember();
}
