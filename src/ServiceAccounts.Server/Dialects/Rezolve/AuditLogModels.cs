using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>An entry of the journal: a change, or a refusal.</summary>
internal sealed record AuditLogModel
{
    /// <summary>What was done or refused, such as <c>service_account.created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What that is about: the part of the action before the dot.</summary>
    public required string Category { get; init; }

    /// <summary>Who did it.</summary>
    public required AuditActorModel Actor { get; init; }

    /// <summary>What it was done to.</summary>
    public required AuditResourceModel Resource { get; init; }

    /// <summary>What changed, by name; of a refusal also the reason.</summary>
    public required JsonNode Details { get; init; }

    /// <summary>Whether it was done.</summary>
    [AllowedValues("success", "failure")]
    public required string Status { get; init; }

    /// <summary>The tenant that it concerns.</summary>
    public required Guid? TenantId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

/// <summary>Who did something.</summary>
/// <param name="Id">The user or service account; null for the server itself, and for who is not known.</param>
/// <param name="Name">What they are called.</param>
internal sealed record AuditActorModel(Guid? Id, string Name);

/// <summary>What something was done to.</summary>
/// <param name="Type">The kind of thing.</param>
/// <param name="Id">Its id; null where it has none.</param>
internal sealed record AuditResourceModel(string Type, Guid? Id);

/// <summary>A page of the journal, the newest entry first.</summary>
/// <param name="Logs">The entries.</param>
/// <param name="Pagination">Which page it is; the total is counted up to 10,000.</param>
internal sealed record AuditLogsModel(IReadOnlyList<AuditLogModel> Logs, PaginationModel Pagination);
