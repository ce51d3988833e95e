using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The JSON of Snyk's API.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class SnykJson : JsonSerializerContext;
