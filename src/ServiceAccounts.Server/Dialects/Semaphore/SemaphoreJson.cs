using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>The JSON of Semaphore's API.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class SemaphoreJson : JsonSerializerContext;
