using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>The JSON of Sumo Logic's API.</summary>
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(CreateServiceAccountDefinition))]
[JsonSerializable(typeof(UpdateServiceAccountDefinition))]
[JsonSerializable(typeof(ServiceAccountModel))]
[JsonSerializable(typeof(SumoList<ServiceAccountModel>))]
[JsonSerializable(typeof(AccessKeyCreateRequest))]
[JsonSerializable(typeof(AccessKeyUpdateRequest))]
[JsonSerializable(typeof(AccessKeyModel))]
[JsonSerializable(typeof(SumoList<AccessKeyModel>))]
[JsonSerializable(typeof(OAuthClientCreateRequest))]
[JsonSerializable(typeof(OAuthClientUpdateRequest))]
[JsonSerializable(typeof(OAuthClientModel))]
[JsonSerializable(typeof(SumoList<OAuthClientModel>))]
[JsonSerializable(typeof(SumoList<OAuthConsentModel>))]
[JsonSerializable(typeof(SumoList<ScopeModel>))]
[JsonSerializable(typeof(CreateRoleDefinition))]
[JsonSerializable(typeof(UpdateRoleDefinition))]
[JsonSerializable(typeof(RoleModel))]
[JsonSerializable(typeof(SumoList<RoleModel>))]
[JsonSerializable(typeof(CreateUserDefinition))]
[JsonSerializable(typeof(UserModel))]
[JsonSerializable(typeof(SumoList<UserModel>))]
internal sealed partial class SumoJson : JsonSerializerContext;
