using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What an answer of the management API must be.</summary>
internal static class Expect
{
    /// <summary>The JSON object of an answer with that status.</summary>
    public static async Task<JsonObject> JsonAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await sending;
        var text = await AssertStatusAsync(response, status);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(text)!.AsObject(); // An object is not null.
    }

    /// <summary>An answer with that status, whatever is in it.</summary>
    public static async Task<string> StatusAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var response = await sending;
        return await AssertStatusAsync(response, status);
    }

    /// <summary>Problem details (RFC 9457) with that code, and errors for exactly these fields.</summary>
    public static async Task<JsonObject> ProblemAsync(
        this Task<HttpResponseMessage> sending, HttpStatusCode status, string code, params string[] fields)
    {
        using var response = await sending;
        var text = await AssertStatusAsync(response, status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        var problem = JsonNode.Parse(text)!.AsObject(); // An object is not null.
        Assert.Equal((int)status, problem["status"]!.GetValue<int>());
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
        var errors = problem["errors"]?.AsObject() ?? [];
        Assert.Equal(fields.Order(StringComparer.Ordinal), errors.Select(error => error.Key).Order(StringComparer.Ordinal));
        Assert.All(errors, error => Assert.NotEmpty(error.Value!.GetValue<string>()));
        return problem;
    }

    /// <summary>The members of an object, in order, each with its kind: <c>name kind</c>.</summary>
    public static void Shape(JsonNode? node, params string[] members) =>
        Assert.Equal(members, node!.AsObject().Select(member => $"{member.Key} {KindOf(member.Value)}"));

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.String when Guid.TryParse(value.GetValue<string>(), out _) => "uuid",
        JsonValueKind.String when value.GetValue<string>() is ['2', '0', .., 'Z'] text
            && DateTimeOffset.TryParse(text, out _) => "time",
        { } kind => kind.ToString().ToLowerInvariant(),
    };

    private static async Task<string> AssertStatusAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        return text;
    }
}
