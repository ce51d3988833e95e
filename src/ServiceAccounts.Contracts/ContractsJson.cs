using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Contracts.Keys;
using ServiceAccounts.Contracts.Policies;
using ServiceAccounts.Contracts.Tenants;

namespace ServiceAccounts.Contracts;

/// <summary>How the management API's records look as JSON: snake_case, unknown members refused, times in UTC with milliseconds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(CreateServiceAccountRequest))]
[JsonSerializable(typeof(UpdateServiceAccountRequest))]
[JsonSerializable(typeof(CreateServiceAccountsRequest))]
[JsonSerializable(typeof(ServiceAccountIdsRequest))]
[JsonSerializable(typeof(ServiceAccountsResponse))]
[JsonSerializable(typeof(TokenPreviewRequest))]
[JsonSerializable(typeof(TokenPreviewResponse))]
[JsonSerializable(typeof(ServiceAccountResponse))]
[JsonSerializable(typeof(Page<ServiceAccountResponse>))]
[JsonSerializable(typeof(UpdateApplicationRequest))]
[JsonSerializable(typeof(CreateApplicationRequest))]
[JsonSerializable(typeof(ApplicationResponse))]
[JsonSerializable(typeof(Page<ApplicationResponse>))]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(KeySetResponse))]
[JsonSerializable(typeof(CreateClientSecretRequest))]
[JsonSerializable(typeof(DeleteClientSecretRequest))]
[JsonSerializable(typeof(ClientSecretResponse))]
[JsonSerializable(typeof(Page<ClientSecretResponse>))]
[JsonSerializable(typeof(CreateFederatedCredentialRequest))]
[JsonSerializable(typeof(UpdateFederatedCredentialRequest))]
[JsonSerializable(typeof(FederatedCredentialResponse))]
[JsonSerializable(typeof(Page<FederatedCredentialResponse>))]
[JsonSerializable(typeof(TryFederatedTokenRequest))]
[JsonSerializable(typeof(TryFederatedTokenResponse))]
[JsonSerializable(typeof(CreateClientCertificateRequest))]
[JsonSerializable(typeof(ClientCertificateResponse))]
[JsonSerializable(typeof(Page<ClientCertificateResponse>))]
[JsonSerializable(typeof(CreateApiTokenRequest))]
[JsonSerializable(typeof(UpdateApiTokenRequest))]
[JsonSerializable(typeof(RotateApiTokenRequest))]
[JsonSerializable(typeof(ApiTokenResponse))]
[JsonSerializable(typeof(Page<ApiTokenResponse>))]
[JsonSerializable(typeof(CredentialCreatorResponse))]
[JsonSerializable(typeof(ReportLeaksRequest))]
[JsonSerializable(typeof(LeakReportResponse))]
[JsonSerializable(typeof(CreateRoleRequest))]
[JsonSerializable(typeof(UpdateRoleRequest))]
[JsonSerializable(typeof(RoleResponse))]
[JsonSerializable(typeof(Page<RoleResponse>))]
[JsonSerializable(typeof(CreateApiRequest))]
[JsonSerializable(typeof(UpdateApiRequest))]
[JsonSerializable(typeof(ApiResponse))]
[JsonSerializable(typeof(Page<ApiResponse>))]
[JsonSerializable(typeof(Page<PermissionResponse>))]
[JsonSerializable(typeof(CreateGroupRequest))]
[JsonSerializable(typeof(UpdateGroupRequest))]
[JsonSerializable(typeof(GroupResponse))]
[JsonSerializable(typeof(Page<GroupResponse>))]
[JsonSerializable(typeof(AddGroupMembersRequest))]
[JsonSerializable(typeof(Page<GroupMemberResponse>))]
[JsonSerializable(typeof(BindRoleRequest))]
[JsonSerializable(typeof(RoleBindingResponse))]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(GrantResponse))]
[JsonSerializable(typeof(GroupAccessResponse))]
[JsonSerializable(typeof(PrincipalAccessResponse))]
[JsonSerializable(typeof(UsageResponse))]
[JsonSerializable(typeof(SigningKeyResponse))]
[JsonSerializable(typeof(SigningKeysResponse))]
[JsonSerializable(typeof(RotateSigningKeysRequest))]
[JsonSerializable(typeof(ServerSecretResponse))]
[JsonSerializable(typeof(ServerSecretsResponse))]
[JsonSerializable(typeof(RotateServerSecretRequest))]
[JsonSerializable(typeof(CreateTenantRequest))]
[JsonSerializable(typeof(UpdateTenantRequest))]
[JsonSerializable(typeof(TenantResponse))]
[JsonSerializable(typeof(Page<TenantResponse>))]
[JsonSerializable(typeof(CreateOrganizationRequest))]
[JsonSerializable(typeof(UpdateOrganizationRequest))]
[JsonSerializable(typeof(OrganizationResponse))]
[JsonSerializable(typeof(Page<OrganizationResponse>))]
[JsonSerializable(typeof(RegionsResponse))]
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(UpdateUserRequest))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(Page<UserResponse>))]
[JsonSerializable(typeof(SelfResponse))]
[JsonSerializable(typeof(Page<JournalEntryResponse>))]
[JsonSerializable(typeof(VerifyJournalRequest))]
[JsonSerializable(typeof(VerifyJournalResponse))]
[JsonSerializable(typeof(Page<IssuanceResponse>))]
public sealed partial class ContractsJson : JsonSerializerContext;

/// <summary>Times as RFC 3339 in UTC with milliseconds, the precision in which they are kept.</summary>
public sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
