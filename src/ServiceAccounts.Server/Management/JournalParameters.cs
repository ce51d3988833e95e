using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Management.Audit;

namespace ServiceAccounts.Server.Management;

/// <summary>The filters of the journal as query parameters: read as texts, so that all that are wrong are named at once.</summary>
internal sealed record JournalParameters(
    [property: FromQuery(Name = "client_id")] string? ClientId,
    [property: FromQuery(Name = "outcome")] string? Outcome,
    [property: FromQuery(Name = "action")] string? Action,
    [property: FromQuery(Name = "actor_id")] string? ActorId,
    [property: FromQuery(Name = "subject_id")] string? SubjectId,
    [property: FromQuery(Name = "principal_id")] string? PrincipalId,
    [property: FromQuery(Name = "organization_id")] string? OrganizationId,
    [property: FromQuery(Name = "from")] string? From,
    [property: FromQuery(Name = "to")] string? To,
    [property: FromQuery(Name = "scope")] string? Scope,
    [property: FromQuery(Name = "order")] string? Order)
{
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
