using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>The JSON of Rezolve's API.</summary>
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ReplacePermissionsRequest))]
[JsonSerializable(typeof(Answer<ServiceAccountModel>))]
[JsonSerializable(typeof(Answer<ServiceAccountsModel>))]
[JsonSerializable(typeof(Answer<DeletedServiceAccountModel>))]
[JsonSerializable(typeof(Answer<RotatedSecretModel>))]
[JsonSerializable(typeof(CreateOAuthClientRequest))]
[JsonSerializable(typeof(UpdateOAuthClientRequest))]
[JsonSerializable(typeof(Answer<OAuthClientModel>))]
[JsonSerializable(typeof(Answer<OAuthClientsModel>))]
[JsonSerializable(typeof(Answer<UpdatedOAuthClientModel>))]
[JsonSerializable(typeof(Answer<DeletedOAuthClientModel>))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(RotateApiKeyRequest))]
[JsonSerializable(typeof(ValidateApiKeyRequest))]
[JsonSerializable(typeof(Answer<ApiKeyModel>))]
[JsonSerializable(typeof(Answer<ApiKeysModel>))]
[JsonSerializable(typeof(Answer<RotatedApiKeyModel>))]
[JsonSerializable(typeof(Answer<RevokedApiKeyModel>))]
[JsonSerializable(typeof(Answer<ValidatedApiKeyModel>))]
[JsonSerializable(typeof(Answer<AuditLogsModel>))]
[JsonSerializable(typeof(UpdateTenantModelRequest))]
[JsonSerializable(typeof(Answer<TenantModel>))]
[JsonSerializable(typeof(Answer<TenantStatsModel>))]
[JsonSerializable(typeof(Answer<DeletedTenantModel>))]
internal sealed partial class RezolveJson : JsonSerializerContext;
