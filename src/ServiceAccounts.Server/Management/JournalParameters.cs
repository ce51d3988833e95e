using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Management.Audit;

namespace ServiceAccounts.Server.Management;

/// <summary>The filters of the journal as query parameters: read as texts, so that all that are wrong are named at once.</summary>
internal sealed record JournalParameters
{
    [FromQuery(Name = "client_id")]
    public string? ClientId { get; init; }

    [FromQuery(Name = "outcome")]
    public string? Outcome { get; init; }

    [FromQuery(Name = "action")]
    public string? Action { get; init; }

    [FromQuery(Name = "actor_id")]
    public string? ActorId { get; init; }

    [FromQuery(Name = "subject_id")]
    public string? SubjectId { get; init; }

    [FromQuery(Name = "principal_id")]
    public string? PrincipalId { get; init; }

    [FromQuery(Name = "organization_id")]
    public string? OrganizationId { get; init; }

    [FromQuery(Name = "from")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "scope")]
    public string? Scope { get; init; }

    [FromQuery(Name = "order")]
    public string? Order { get; init; }

    public JournalFilter ToFilter() => new()
    {
        ClientId = ClientId,
        Outcome = Outcome,
        Action = Action,
        ActorId = ActorId,
        SubjectId = SubjectId,
        PrincipalId = PrincipalId,
        OrganizationId = OrganizationId,
        From = From,
        To = To,
        Scope = Scope,
        Order = Order,
    };
}
