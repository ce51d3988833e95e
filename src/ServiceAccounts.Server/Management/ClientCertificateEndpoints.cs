using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>The certificates by which a client authenticates.</summary>
internal static class ClientCertificateEndpoints
{
    private const string Path = "/service-accounts/{id}/applications/{clientId}/certificates";

    public static void Map(IEndpointRouteBuilder management)
    {
        var certificates = management.MapGroup("/service-accounts/{id:guid}/applications/{clientId}/certificates")
            .WithTags("serviceAccountManagement");
        certificates.MapGet("/", ListAsync).WithName("ListClientCertificates").Refuses(409)
            .WithSummary("Lists the certificates of an application, by name or known themselves, and says of each whether it is safe to retire.");
        certificates.MapPost("/", CreateAsync).WithName("CreateClientCertificate").Refuses(409, 413, 415).Idempotent(Path)
            .WithSummary("Adds a certificate beside those in use, at most four; those that have expired go.");
        certificates.MapDelete("/{certificateId:guid}", DeleteAsync).WithName("DeleteClientCertificate").Refuses(409)
            .WithSummary("Deletes a certificate, and ends the access tokens it got; the last active one stays.");
    }

    private static async Task<Results<Ok<Page<ClientCertificateResponse>>, ProblemHttpResult>> ListAsync(
        AuthenticatedCaller who, Guid id, string clientId, ClientCertificateOperations certificates,
        [FromQuery(Name = "unused_days")] int? unusedDays, CancellationToken cancellationToken) =>
        Answers.Shown(await certificates.ListAsync(who.Caller, id, clientId, unusedDays, cancellationToken));

    private static async Task<Results<Created<ClientCertificateResponse>, ProblemHttpResult>> CreateAsync(
        AuthenticatedCaller who, Guid id, string clientId, CreateClientCertificateRequest request,
        ClientCertificateOperations certificates, CancellationToken cancellationToken) =>
        Answers.Made(await certificates.CreateAsync(who.Caller, id, clientId, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        AuthenticatedCaller who, Guid id, string clientId, Guid certificateId, ClientCertificateOperations certificates,
        CancellationToken cancellationToken) =>
        Answers.Gone(await certificates.DeleteAsync(who.Caller, id, clientId, certificateId, cancellationToken));
}
