using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Semaphore;

/// <summary>The JSON of Semaphore's API.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(StatusModel))]
[JsonSerializable(typeof(NewServiceAccountModel))]
[JsonSerializable(typeof(ServiceAccountChangeModel))]
[JsonSerializable(typeof(ServiceAccountModel))]
[JsonSerializable(typeof(ServiceAccountListModel))]
[JsonSerializable(typeof(CreatedServiceAccountModel))]
[JsonSerializable(typeof(RegeneratedTokenModel))]
[JsonSerializable(typeof(MemberListModel))]
[JsonSerializable(typeof(RoleAssignmentModel))]
[JsonSerializable(typeof(NewRoleModel))]
[JsonSerializable(typeof(RoleChangeModel))]
[JsonSerializable(typeof(RoleModel))]
[JsonSerializable(typeof(RoleListModel))]
[JsonSerializable(typeof(PermissionListModel))]
[JsonSerializable(typeof(NewGroupModel))]
[JsonSerializable(typeof(GroupChangeModel))]
[JsonSerializable(typeof(GroupModel))]
[JsonSerializable(typeof(GroupListModel))]
internal sealed partial class SemaphoreJson : JsonSerializerContext;
