using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts.Audit;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>The journal, for who holds <c>journal.read</c>: the role <c>audit_viewer</c> of this API is our <c>journal_reader</c>.</summary>
internal static class AuditLogEndpoints
{
    public static void Map(RouteGroupBuilder routes)
    {
        var logs = routes.MapGroup("/admin/audit-logs").WithTags("auditLogs");
        Answers.Describe(logs);
        logs.MapGet("/", ListAsync).WithName("RezolveListAuditLogs")
            .WithSummary("Lists changes and refusals of a tenant, the newest first; super administrators may name another tenant.");
    }

    private static async Task<Results<Ok<Answer<AuditLogsModel>>, RefusalResult>> ListAsync(
        AuthenticatedCaller who, JournalOperations journal, TenantInPath tenants, Answers answers,
        [FromQuery(Name = "tenantId")] string? tenantId, int? limit, int? offset, CancellationToken cancellationToken)
    {
        if (PageRequest.Of(limit, offset, out var problems, JournalFilter.MaxOffset - 1) is not { } page)
        {
            return Errors.Invalid(problems);
        }

        if (await tenants.ActAsync(who.Caller, tenantId, cancellationToken) is not { } caller)
        {
            return new RefusalResult(Refusal.NoSuchTenant);
        }

        var filter = new JournalFilter { Offset = page.Offset };
        var listed = await journal.ListAsync(caller, filter, page.Limit, cancellationToken);
        var total = await journal.CountAsync(caller, filter, cancellationToken);
        return listed.Succeeded && total.Succeeded
            ? answers.Of(
                "Audit logs retrieved successfully",
                new AuditLogsModel([.. listed.Value.Items.Select(Show)], page.Of(total.Value, page.Offset + listed.Value.Items.Count < total.Value.Count)))
            : Errors.Of((listed.Error ?? total.Error)!); // One of them was refused.
    }

    private static AuditLogModel Show(JournalEntryResponse entry)
    {
        var details = JsonNode.Parse(entry.Details.GetRawText()) ?? new JsonObject();
        if (entry.Reason is { } reason && details is JsonObject members)
        {
            members["reason"] = reason;
        }

        return new AuditLogModel
        {
            Action = entry.Action,
            Category = entry.Action.Split('.')[0],
            Actor = new AuditActorModel(entry.Actor.Id, entry.Actor.Name),
            Resource = new AuditResourceModel(entry.Subject.Kind, entry.Subject.Id),
            Details = details,
            Status = entry.Outcome == "done" ? "success" : "failure",
            TenantId = entry.TenantId,
            Timestamp = entry.At,
        };
    }
}
