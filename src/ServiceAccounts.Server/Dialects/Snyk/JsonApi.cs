using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Which JSON:API a document is of.</summary>
/// <param name="Version">Its version.</param>
internal sealed record JsonApi(string Version)
{
    public const string MediaType = "application/vnd.api+json";

    public static JsonApi Current { get; } = new("1.0");
}

/// <summary>A document with one resource.</summary>
/// <param name="Data">The resource.</param>
/// <param name="Links">Where it is.</param>
internal sealed record SnykDocument<T>(T Data, SnykLinks Links)
{
    [JsonPropertyName("jsonapi")]
    [JsonPropertyOrder(-1)]
    public JsonApi JsonApi { get; } = JsonApi.Current;
}

/// <summary>A document with a page of resources.</summary>
/// <param name="Data">The resources, in the order in which they were made.</param>
/// <param name="Links">Where the page is, and those around it.</param>
internal sealed record SnykList<T>(IReadOnlyList<T> Data, SnykLinks Links)
{
    [JsonPropertyName("jsonapi")]
    [JsonPropertyOrder(-1)]
    public JsonApi JsonApi { get; } = JsonApi.Current;
}

/// <summary>Links, relative to the root of the REST API.</summary>
internal sealed record SnykLinks
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? First { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Last { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prev { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }

    public required string Self { get; init; }
}

/// <summary>A document that says what is wrong.</summary>
/// <param name="Errors">Each thing that is wrong; one at least.</param>
internal sealed record SnykErrorDocument(IReadOnlyList<SnykError> Errors)
{
    [JsonPropertyName("jsonapi")]
    [JsonPropertyOrder(-1)]
    public JsonApi JsonApi { get; } = JsonApi.Current;
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Id">This occurrence of it.</param>
/// <param name="Status">The status, as a text.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Title">What the status means.</param>
/// <param name="Detail">What is wrong and what to do.</param>
internal sealed record SnykError(Guid Id, string Status, string Code, string Title, string Detail)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SnykErrorSource? Source { get; init; }
}

/// <summary>Where something is wrong.</summary>
internal sealed record SnykErrorSource
{
    /// <summary>In the body: a JSON pointer (RFC 6901).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pointer { get; init; }

    /// <summary>In the query: the name of the parameter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }
}
