using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts.Credentials;

/// <summary>Reports what was found where it should not be.</summary>
public sealed record ReportLeaksRequest
{
    /// <summary>1 to 100 texts of at most 4096 characters, in which secrets of this server may stand. Required.</summary>
    [Required]
    public IReadOnlyList<string>? Secrets { get; init; }
}

/// <summary>What became of a report: how much of it was ours is not told but by what was revoked.</summary>
/// <param name="Received">How many texts were received.</param>
/// <param name="Revoked">How many credentials have been revoked now, in whatever tenant.</param>
/// <param name="Details">Those among them of the tenant in which the caller acts.</param>
public sealed record LeakReportResponse(int Received, int Revoked, IReadOnlyList<LeakedCredentialResponse> Details);

/// <summary>A credential that has been revoked because it was found.</summary>
public sealed record LeakedCredentialResponse
{
    /// <summary><c>client_secret</c> or <c>api_token</c>.</summary>
    [AllowedValues("client_secret", "api_token")]
    public required string Kind { get; init; }

    /// <summary>The credential's id.</summary>
    public required Guid CredentialId { get; init; }

    /// <summary>Its end, so that a person tells two apart.</summary>
    public required string Hint { get; init; }

    /// <summary>Whose it was.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The client whose secret it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }
}
