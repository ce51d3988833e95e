using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>A service account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Always <c>service_account</c>.</param>
/// <param name="Attributes">What it is.</param>
internal sealed record SnykServiceAccount(Guid Id, string Type, SnykServiceAccountAttributes Attributes)
{
    /// <summary>The type of the resource.</summary>
    public const string TypeName = "service_account";

    /// <summary>
    /// An account that has a role. Of several roles, and of several clients, it shows the first: Snyk's have one. A secret is
    /// there where it has just been made. Null where the account has lost its last role since it was looked for, or authenticates in a way that Snyk does not know.
    /// </summary>
    public static SnykServiceAccount? Of(ServiceAccountResponse account, Caller caller, string? clientSecret = null)
    {
        // What has another kind of credential than Snyk has is none of its accounts.
        if (account.RoleIds is not [var role, ..] || !SnykBody.AuthTypes.Contains(account.AuthType))
        {
            return null;
        }

        var client = account.Applications.FirstOrDefault(a => account.AuthType == "oauth_" + a.AuthenticationMethod);
        return new SnykServiceAccount(account.Id, TypeName, new SnykServiceAccountAttributes
        {
            Name = account.Name,
            AuthType = account.AuthType,
            RoleId = role,
            Level = caller.Tenant.PlaceOf(account.OrganizationId).Kind == PlaceKind.Group ? "Group" : "Org",
            CreatedAt = account.CreatedAt,
            ClientId = client?.ClientId,
            ClientSecret = clientSecret ?? (client?.Secrets is [var first, ..] ? first.ClientSecret : null),
            ApiKey = account is { AuthType: "api_key", Tokens: [var token, ..] } ? token.Token : null,
            AccessTokenTtlSeconds = client?.AccessTokenTtlSeconds,
            JwksUrl = client?.JwksUrl,
        });
    }
}

/// <summary>What a service account is.</summary>
internal sealed record SnykServiceAccountAttributes
{
    public required string Name { get; init; }

    [AllowedValues("api_key", "oauth_client_secret", "oauth_private_key_jwt")]
    public required string AuthType { get; init; }

    public required Guid RoleId { get; init; }

    [AllowedValues("Group", "Org")]
    public required string Level { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }

    /// <summary>Only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    /// <summary>Only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ApiKey { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AccessTokenTtlSeconds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JwksUrl { get; init; }
}

/// <summary>Makes a service account.</summary>
internal sealed record CreateSnykServiceAccount
{
    [Required]
    public CreateSnykServiceAccountData? Data { get; init; }
}

/// <summary>The account to be made.</summary>
internal sealed record CreateSnykServiceAccountData
{
    /// <summary>Required for an account of a group.</summary>
    [AllowedValues(SnykServiceAccount.TypeName)]
    public string? Type { get; init; }

    [Required]
    public CreateSnykServiceAccountAttributes? Attributes { get; init; }
}

/// <summary>What the account is to be.</summary>
internal sealed record CreateSnykServiceAccountAttributes
{
    /// <summary>Unique in the group or org.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>A role that is bound at groups for an account of a group, at organizations for one of an org.</summary>
    [Required]
    public Guid? RoleId { get; init; }

    [AllowedValues("api_key", "oauth_client_secret", "oauth_private_key_jwt")]
    [Required]
    public string? AuthType { get; init; }

    /// <summary>Where its public keys are: required for <c>oauth_private_key_jwt</c>, and for it alone.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>The lifetime of its access tokens: 3600 to 86400, 3600 unless given; for the OAuth types alone.</summary>
    public decimal? AccessTokenTtlSeconds { get; init; }

    /// <summary>Goes with the type <c>access_token</c>, which there is not here.</summary>
    public string? AccessTokenExpiresAt { get; init; }
}

/// <summary>Gives a service account another name.</summary>
internal sealed record RenameSnykServiceAccount
{
    [Required]
    public RenameSnykServiceAccountData? Data { get; init; }
}

/// <summary>The account to be renamed.</summary>
internal sealed record RenameSnykServiceAccountData
{
    [AllowedValues(SnykServiceAccount.TypeName)]
    [Required]
    public string? Type { get; init; }

    /// <summary>The id in the path, once more.</summary>
    [Required]
    public Guid? Id { get; init; }

    [Required]
    public RenameSnykServiceAccountAttributes? Attributes { get; init; }
}

/// <summary>What changes.</summary>
internal sealed record RenameSnykServiceAccountAttributes
{
    [Required]
    public string? Name { get; init; }
}

/// <summary>Makes, replaces or deletes client secrets.</summary>
internal sealed record ManageSnykSecrets
{
    [Required]
    public ManageSnykSecretsData? Data { get; init; }
}

/// <summary>The account whose secrets they are.</summary>
internal sealed record ManageSnykSecretsData
{
    [AllowedValues(SnykServiceAccount.TypeName)]
    [Required]
    public string? Type { get; init; }

    [Required]
    public ManageSnykSecretsAttributes? Attributes { get; init; }
}

/// <summary>What is done.</summary>
internal sealed record ManageSnykSecretsAttributes
{
    /// <summary><c>create</c> makes a second one, <c>replace</c> makes one and deletes all others, <c>delete</c> deletes one.</summary>
    [AllowedValues("replace", "create", "delete")]
    [Required]
    public string? Mode { get; init; }

    /// <summary>The secret to delete.</summary>
    public string? Secret { get; init; }

    /// <summary>The same under the name that Snyk's documentation has.</summary>
    public string? ClientSecret { get; init; }
}
