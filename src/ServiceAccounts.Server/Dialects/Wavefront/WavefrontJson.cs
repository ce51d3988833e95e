using System.Text.Json.Serialization;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>The JSON of Wavefront's API.</summary>
[JsonSerializable(typeof(ErrorContainer))]
[JsonSerializable(typeof(ServiceAccountWrite))]
[JsonSerializable(typeof(Container<ServiceAccountModel>))]
[JsonSerializable(typeof(Container<IAsyncEnumerable<ServiceAccountModel>>))]
[JsonSerializable(typeof(Container<AccountModel>))]
[JsonSerializable(typeof(Container<IReadOnlyList<AccountModel>>))]
[JsonSerializable(typeof(Container<Paged<AccountModel>>))]
[JsonSerializable(typeof(Container<IReadOnlyList<string>>))]
[JsonSerializable(typeof(Container<ValidatedAccounts>))]
[JsonSerializable(typeof(TokenWrite))]
[JsonSerializable(typeof(Container<TokenModel>))]
[JsonSerializable(typeof(Container<IReadOnlyList<TokenModel>>))]
[JsonSerializable(typeof(Container<CustomerToken>))]
[JsonSerializable(typeof(Container<IAsyncEnumerable<CustomerToken>>))]
[JsonSerializable(typeof(GroupWrite))]
[JsonSerializable(typeof(Container<GroupModel>))]
[JsonSerializable(typeof(Container<IReadOnlyList<GroupModel>>))]
[JsonSerializable(typeof(Container<Paged<GroupModel>>))]
[JsonSerializable(typeof(RoleWrite))]
[JsonSerializable(typeof(Container<RoleModel>))]
[JsonSerializable(typeof(Container<IReadOnlyList<RoleModel>>))]
[JsonSerializable(typeof(Container<Paged<RoleModel>>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<Guid>))]
internal sealed partial class WavefrontJson : JsonSerializerContext;
