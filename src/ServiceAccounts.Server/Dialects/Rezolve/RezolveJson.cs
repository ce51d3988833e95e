using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>The JSON of Rezolve's API.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class RezolveJson : JsonSerializerContext;
