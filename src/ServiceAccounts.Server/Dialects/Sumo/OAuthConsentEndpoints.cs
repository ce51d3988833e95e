using Microsoft.AspNetCore.Http.HttpResults;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Sumo;

/// <summary>What people allowed clients to do in their name: nobody does here, so there is none.</summary>
internal static class OAuthConsentEndpoints
{
    private const int MaxLimit = 10_000;

    public static void Map(RouteGroupBuilder all)
    {
        var consents = all.MapGroup("/oauth/consents").WithTags("oauthManagement");
        consents.MapGet("/", List).Is("ListOAuthConsents", "Lists what people allowed clients to do in their name: always none.");
        consents.MapDelete("/{consentId}", Delete).Is("DeleteOAuthConsent", "Takes back what a person allowed a client: there is never any.");
    }

    private static Results<Ok<SumoList<OAuthConsentModel>>, RefusalResult> List(
        AuthenticatedCaller who, int? limit, string? token, string? authorizedUser, string? clientId)
    {
        _ = (who, authorizedUser, clientId);
        var paging = SumoPaging.Of(limit, token, maximum: MaxLimit);
        return paging.Succeeded ? TypedResults.Ok(new SumoList<OAuthConsentModel>([])) : SumoAnswers.Refused(paging.Error);
    }

    private static Results<NoContent, RefusalResult> Delete(AuthenticatedCaller who, string consentId)
    {
        _ = (who, consentId);
        return SumoAnswers.NotFound("consent");
    }
}
