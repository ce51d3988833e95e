using System.Text.Json.Nodes;

namespace ServiceAccounts.Testing;

/// <summary>Reads answers.</summary>
public static class HttpAnswers
{
    /// <summary>The body as a JSON object.</summary>
    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>A string member of the body; null where it has none.</summary>
    public static async Task<string?> MemberAsync(this HttpResponseMessage response, string name) =>
        (await response.JsonAsync())[name]?.GetValue<string>();
}
