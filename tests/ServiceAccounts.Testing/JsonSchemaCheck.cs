using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServiceAccounts.Testing;

/// <summary>
/// Checks JSON against the schemas of an OpenAPI 3.1 document, as far as ours use them; a keyword that it does not know is a
/// problem and not ignored.
/// </summary>
public sealed class JsonSchemaCheck(JsonNode document)
{
    private static readonly string[] Annotations = ["description", "title", "default", "example", "examples", "deprecated", "discriminator"];

    /// <summary>What is wrong with a value, each with its path; empty where nothing is.</summary>
    public IReadOnlyList<string> ProblemsOf(JsonNode? value, JsonNode schema)
    {
        var problems = new List<string>();
        Check(value, schema.AsObject(), "$", problems);
        return problems;
    }

    private void Check(JsonNode? value, JsonObject schema, string path, List<string> problems)
    {
        foreach (var (keyword, rule) in schema)
        {
            switch (keyword)
            {
                case "$ref":
                    Check(value, Resolve(rule!.GetValue<string>()), path, problems);
                    break;
                case "type":
                    CheckType(value, rule!, path, problems);
                    break;
                case "format":
                    CheckFormat(value, rule!.GetValue<string>(), path, problems);
                    break;
                case "enum" when !rule!.AsArray().Any(word => JsonNode.DeepEquals(word, value)):
                    problems.Add($"{path}: {value?.ToJsonString() ?? "null"} is not one of {rule.ToJsonString()}");
                    break;
                case "properties" or "required" or "additionalProperties":
                    break; // Below, together.
                case "items" when value is JsonArray items:
                    for (var i = 0; i < items.Count; i++)
                    {
                        Check(items[i], rule!.AsObject(), $"{path}[{i}]", problems);
                    }

                    break;
                case "allOf":
                    foreach (var part in rule!.AsArray())
                    {
                        Check(value, part!.AsObject(), path, problems);
                    }

                    break;
                case "maxLength" when value?.GetValueKind() == JsonValueKind.String
                    && value.GetValue<string>().Length > rule!.GetValue<int>():
                    problems.Add($"{path}: is longer than {rule}");
                    break;
                case "minLength" when value?.GetValueKind() == JsonValueKind.String
                    && value.GetValue<string>().Length < rule!.GetValue<int>():
                    problems.Add($"{path}: is shorter than {rule}");
                    break;
                case "maxItems" when value is JsonArray many && many.Count > rule!.GetValue<int>():
                    problems.Add($"{path}: has more than {rule} items");
                    break;
                case "pattern" when value?.GetValueKind() == JsonValueKind.String
                    && !Regex.IsMatch(value.GetValue<string>(), rule!.GetValue<string>(), RegexOptions.ECMAScript):
                    problems.Add($"{path}: {value.ToJsonString()} does not match {rule.ToJsonString()}");
                    break;
                case "minItems" when value is JsonArray few && few.Count < rule!.GetValue<int>():
                    problems.Add($"{path}: has fewer than {rule.ToJsonString()} items");
                    break;
                case "minimum" when value?.GetValueKind() == JsonValueKind.Number && value.GetValue<decimal>() < Number(rule!):
                case "maximum" when value?.GetValueKind() == JsonValueKind.Number && value.GetValue<decimal>() > Number(rule!):
                    problems.Add($"{path}: {value.ToJsonString()} is beyond the {keyword} {rule!.ToJsonString()}");
                    break;
                case "oneOf" or "anyOf":
                    CheckAlternatives(value, rule!.AsArray(), path, problems);
                    break;
                case "items" or "enum" or "pattern" or "minItems" or "maxItems" or "minLength" or "maxLength" or "minimum" or "maximum":
                    break;
                default:
                    if (!Annotations.Contains(keyword, StringComparer.Ordinal))
                    {
                        problems.Add($"{path}: the schema has the keyword {keyword}, which this check does not know");
                    }

                    break;
            }
        }

        if (value is JsonObject members)
        {
            CheckMembers(members, schema, path, problems);
        }
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string path, List<string> problems)
    {
        foreach (var name in schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [])
        {
            if (!members.ContainsKey(name))
            {
                problems.Add($"{path}: {name} is missing");
            }
        }

        var known = schema["properties"]?.AsObject();
        foreach (var (name, value) in members)
        {
            if (known?[name] is JsonObject property)
            {
                Check(value, property, $"{path}.{name}", problems);
            }
            else if (schema["additionalProperties"] is JsonObject others)
            {
                Check(value, others, $"{path}.{name}", problems);
            }
            else if (schema["additionalProperties"]?.GetValue<bool>() == false)
            {
                problems.Add($"{path}: {name} is in no schema");
            }
        }
    }

    private void CheckAlternatives(JsonNode? value, JsonArray alternatives, string path, List<string> problems)
    {
        var each = alternatives.Select(alternative =>
        {
            var own = new List<string>();
            Check(value, alternative!.AsObject(), path, own);
            return own;
        }).ToList();
        if (each.TrueForAll(own => own.Count > 0))
        {
            problems.Add($"{path}: fits none of its alternatives: {string.Join("; ", each.SelectMany(own => own))}");
        }
    }

    private static void CheckType(JsonNode? value, JsonNode rule, string path, List<string> problems)
    {
        var allowed = rule is JsonArray list ? list.Select(type => type!.GetValue<string>()).ToList() : [rule.GetValue<string>()];
        var type = value?.GetValueKind() switch
        {
            null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ when long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => "integer",
            _ => "number",
        };
        if (!allowed.Contains(type) && !(type == "integer" && allowed.Contains("number")))
        {
            problems.Add($"{path}: is {type} and not {string.Join(" or ", allowed)}");
        }
    }

    private static void CheckFormat(JsonNode? value, string format, string path, List<string> problems)
    {
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            return;
        }

        var text = value.GetValue<string>();
        var fits = format switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && text.EndsWith('Z'),
            // An account that was made elsewhere without an address has an empty one there.
            "email" => text.Length == 0 || text.Contains('@', StringComparison.Ordinal),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            _ => false,
        };
        if (!fits)
        {
            problems.Add($"{path}: {text} is no {format}");
        }
    }

    private static decimal Number(JsonNode limit) => decimal.Parse(limit.ToJsonString().Trim('"'), CultureInfo.InvariantCulture);

    private JsonObject Resolve(string reference)
    {
        var found = document;
        foreach (var step in reference.TrimStart('#', '/').Split('/'))
        {
            found = found[step] ?? throw new InvalidOperationException($"The document has no {reference}.");
        }

        return found.AsObject();
    }
}
