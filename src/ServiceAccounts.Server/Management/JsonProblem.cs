using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServiceAccounts.Server.Management;

/// <summary>Says in words of the API what the JSON reader says in words of the code.</summary>
internal static partial class JsonProblem
{
    /// <summary>The field that could not be read, and why.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonException exception)
    {
        if (UnknownMember().Match(exception.Message) is { Success: true } unknown)
        {
            return new Dictionary<string, string> { [unknown.Groups[1].Value] = "There is no such member." };
        }

        var field = exception.Path?.TrimStart('$').TrimStart('.');
        return string.IsNullOrEmpty(field)
            ? new Dictionary<string, string> { ["(body)"] = "It is not a JSON object of the expected form." }
            : new Dictionary<string, string> { [field] = "It is not of the expected type." };
    }

    [GeneratedRegex("^The JSON property '([^']{1,100})' could not be mapped")]
    private static partial Regex UnknownMember();
}
