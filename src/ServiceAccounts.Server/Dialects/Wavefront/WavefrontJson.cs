using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>The JSON of Wavefront's API.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class WavefrontJson : JsonSerializerContext;
