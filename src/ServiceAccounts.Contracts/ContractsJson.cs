using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Contracts.Credentials;

namespace ServiceAccounts.Contracts;

/// <summary>How the management API's records look as JSON: snake_case, unknown members refused, times in UTC with milliseconds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(CreateServiceAccountRequest))]
[JsonSerializable(typeof(UpdateServiceAccountRequest))]
[JsonSerializable(typeof(ServiceAccountResponse))]
[JsonSerializable(typeof(Page<ServiceAccountResponse>))]
[JsonSerializable(typeof(UpdateApplicationRequest))]
[JsonSerializable(typeof(ApplicationResponse))]
[JsonSerializable(typeof(KeySetResponse))]
[JsonSerializable(typeof(CreateClientSecretRequest))]
[JsonSerializable(typeof(DeleteClientSecretRequest))]
[JsonSerializable(typeof(ClientSecretResponse))]
[JsonSerializable(typeof(Page<ClientSecretResponse>))]
[JsonSerializable(typeof(CreateApiTokenRequest))]
[JsonSerializable(typeof(UpdateApiTokenRequest))]
[JsonSerializable(typeof(ApiTokenResponse))]
[JsonSerializable(typeof(Page<ApiTokenResponse>))]
[JsonSerializable(typeof(CreateRoleRequest))]
[JsonSerializable(typeof(RoleResponse))]
[JsonSerializable(typeof(Page<RoleResponse>))]
[JsonSerializable(typeof(UpdateApiRequest))]
[JsonSerializable(typeof(ApiResponse))]
[JsonSerializable(typeof(Page<ApiResponse>))]
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
