using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The JSON of Snyk's API.</summary>
[JsonSerializable(typeof(CreateSnykServiceAccount))]
[JsonSerializable(typeof(RenameSnykServiceAccount))]
[JsonSerializable(typeof(ManageSnykSecrets))]
[JsonSerializable(typeof(SnykDocument<SnykServiceAccount>))]
[JsonSerializable(typeof(SnykList<SnykServiceAccount>))]
[JsonSerializable(typeof(SnykDocument<SnykPrincipal>))]
[JsonSerializable(typeof(CreateSnykRole))]
[JsonSerializable(typeof(UpdateSnykRole))]
[JsonSerializable(typeof(SnykDocument<SnykRole>))]
[JsonSerializable(typeof(SnykList<SnykRole>))]
[JsonSerializable(typeof(IReadOnlyList<SnykGroupRole>))]
[JsonSerializable(typeof(SnykErrorDocument))]
internal sealed partial class SnykJson : JsonSerializerContext;
