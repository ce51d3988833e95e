using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.StatusLists;

/// <summary>Says in a token where its state is published, where its Api asks for that.</summary>
internal sealed class StatusReferences(StatusPlaces places, StatusListDocuments documents, Issuer issuer)
{
    /// <summary>The token with its reference; as it is where its Api wants none.</summary>
    // A place is that of one credential: of a token for which somebody acts it would say too little.
    public ValueTask<AccessToken> AddToAsync(AccessToken token, CancellationToken cancellationToken) =>
        token.Grant.Access.Api.IncludesStatus && token.Grant.Actor is null ? AddAsync(token, cancellationToken) : new ValueTask<AccessToken>(token);

    private async ValueTask<AccessToken> AddAsync(AccessToken token, CancellationToken cancellationToken)
    {
        var place = await places.FindAsync(token.Grant.Client, cancellationToken);
        documents.Expect(token.Grant.Client.Client.TenantId, place.List);
        return token with { Status = new StatusReference(issuer.StatusListUrl(token.Grant.Client.Client.TenantId, place.List), place.Index) };
    }
}
