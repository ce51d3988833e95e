using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>The JSON of Sumo Logic's API.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class SumoJson : JsonSerializerContext;
