using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Contracts.Policies;

namespace ServiceAccounts.Contracts.Accounts;

/// <summary>A service account. Secrets and tokens are there only in the answer that made them.</summary>
public sealed record ServiceAccountResponse
{
    /// <summary>The account's id: the <c>sub</c> of its tokens.</summary>
    public required Guid Id { get; init; }

    /// <summary>A readable name that never changes: <c>sa::</c> and a word.</summary>
    public required string Handle { get; init; }

    /// <summary>A positive 64-bit number, unique on the server; as a text, because not every reader of JSON holds such numbers.</summary>
    public required string Number { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string? Description { get; init; }

    /// <summary><c>active</c> or <c>inactive</c>.</summary>
    [AllowedValues("active", "inactive")]
    public required string Status { get; init; }

    /// <summary>Why it is inactive: <c>deactivated</c> or <c>expired</c>.</summary>
    [AllowedValues("deactivated", "expired")]
    public required string? InactiveReason { get; init; }

    /// <summary>The credential it was born with.</summary>
    [AllowedValues("api_key", "oauth_client_secret", "oauth_private_key_jwt", "oauth_tls_client_auth", "oauth_federated")]
    public required string AuthType { get; init; }

    /// <summary>The organization that owns it.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The roles bound to it, at whatever place.</summary>
    public required IReadOnlyList<Guid> RoleIds { get; init; }

    /// <summary>The account groups it is in, Everyone first.</summary>
    public required IReadOnlyList<Guid> GroupIds { get; init; }

    /// <summary>The permissions it has by itself; those of roles and groups are not among them.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Its own e-mail address, where it has one.</summary>
    public required string? Email { get; init; }

    /// <summary>Whom to ask about it.</summary>
    public required string? OwnerContact { get; init; }

    /// <summary>When it stops working; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required CreatorResponse CreatedBy { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who last changed it; null for the server itself.</summary>
    public required CreatorResponse? UpdatedBy { get; init; }

    /// <summary>When any of its credentials was last used; null for never. Not in the answer that made the account.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<DateTimeOffset?> LastUsedAt { get; init; }

    /// <summary>Its OAuth clients.</summary>
    public required IReadOnlyList<ApplicationResponse> Applications { get; init; }

    /// <summary>Its API tokens.</summary>
    public required IReadOnlyList<ApiTokenResponse> Tokens { get; init; }

    /// <summary>The version, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}

/// <summary>Who made or changed something, as they were then.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">What they were called.</param>
/// <param name="Kind"><c>user</c> or <c>service_account</c>.</param>
public sealed record CreatorResponse(Guid Id, string Name, [property: AllowedValues("user", "service_account")] string Kind);

/// <summary>An OAuth client of a service account.</summary>
public sealed record ApplicationResponse
{
    /// <summary>The <c>client_id</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary>What people call it, where they call it anything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary><c>client_secret</c>, <c>private_key_jwt</c>, <c>tls_client_auth</c>, <c>self_signed_tls_client_auth</c> or <c>federated</c>.</summary>
    [AllowedValues("client_secret", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth", "federated")]
    public required string AuthenticationMethod { get; init; }

    /// <summary>The lifetime of its access tokens in seconds.</summary>
    public required int AccessTokenTtlSeconds { get; init; }

    /// <summary>The scopes its tokens may have; null for all that the account holds.</summary>
    public required IReadOnlyList<string>? AllowedScopes { get; init; }

    /// <summary>The Api of tokens for which the request names none; null for the tenant's default.</summary>
    public required Guid? DefaultApiId { get; init; }

    /// <summary>Whether it gets tokens.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What is demanded of it beyond a good credential, where anything is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PolicyResponse? Policy { get; init; }

    /// <summary>What follows from its policy and its tenant's, where anything does; in answers about the client itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EffectivePolicyResponse? EffectivePolicy { get; init; }

    /// <summary>What the <c>aud</c> of its assertions may be, where it authenticates by them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [AllowedValues("issuer", "issuer_or_token_endpoint")]
    public string? AssertionAudience { get; init; }

    /// <summary>How far ahead the <c>exp</c> of its assertions may be, in seconds, where it authenticates by them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AssertionMaxLifetimeSeconds { get; init; }

    /// <summary>Its secrets, where it authenticates by one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClientSecretResponse>? Secrets { get; init; }

    /// <summary>Its certificates, where it authenticates by one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClientCertificateResponse>? Certificates { get; init; }

    /// <summary>Where its keys are published, where it authenticates by them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JwksUrl { get; init; }

    /// <summary>Its keys, where they were given inline.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Jwks { get; init; }

    /// <summary>The issuers that it trusts, where it authenticates by their tokens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FederatedCredentialResponse>? FederatedCredentials { get; init; }

    /// <summary>The version of its account, for <c>ETag</c> and <c>If-Match</c>.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>When it was made and last changed, and by whom where that is known; for surfaces that tell.</summary>
    [JsonIgnore]
    public ChangesOfCredential? Changes { get; init; }

    /// <summary>
    /// When each of its keys was last used, where it authenticates by them; of a key set at a URL the keys that have been. Not
    /// in the answer that made it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KeyUseResponse>? Keys { get; init; }
}

/// <summary>When a credential was made and last changed, and by whom where that is known.</summary>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedById">Who made it.</param>
/// <param name="UpdatedAt">When it was last changed, or made.</param>
/// <param name="UpdatedById">Who last changed it, or made it.</param>
public sealed record ChangesOfCredential(DateTimeOffset CreatedAt, Guid? CreatedById, DateTimeOffset UpdatedAt, Guid? UpdatedById);

/// <summary>A client secret.</summary>
public sealed record ClientSecretResponse
{
    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The secret itself; only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    /// <summary>Its end, so that a person tells two apart.</summary>
    public required string Hint { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it runs out; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who made it; null where that is not known. Not in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<CredentialCreatorResponse> CreatedBy { get; init; }

    /// <summary>When it was last used; null for never. Not in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<DateTimeOffset?> LastUsedAt { get; init; }

    /// <summary>From which address it was last used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> LastUsedFrom { get; init; }

    /// <summary>Whether it can be taken out of use; in lists of credentials.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetirementResponse? SafeToRetire { get; init; }
}

/// <summary>An API token.</summary>
public sealed record ApiTokenResponse
{
    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The token itself; only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>Its end, so that a person tells two apart.</summary>
    public required string Hint { get; init; }

    /// <summary>The permissions of this server's own API that it narrows its owner to; null for all that the owner holds.</summary>
    public required IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Whether it authenticates.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it runs out; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Until when the text works, or worked, that it had before it was rotated; only where that was granted a grace.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RetiringUntil { get; init; }

    /// <summary>Who made it; null where that is not known. Not in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<CredentialCreatorResponse> CreatedBy { get; init; }

    /// <summary>When it was last used; null for never. Not in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<DateTimeOffset?> LastUsedAt { get; init; }

    /// <summary>From which address it was last used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<string> LastUsedFrom { get; init; }

    /// <summary>When it was made and last changed, and by whom where that is known; for surfaces that tell.</summary>
    [JsonIgnore]
    public ChangesOfCredential? Changes { get; init; }

    /// <summary>Whether it can be taken out of use; in lists of credentials.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetirementResponse? SafeToRetire { get; init; }
}
