using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>
/// An API token that is exchanged for an access token (RFC 8693): whoever has it needs no other authentication, and its id is the
/// client's. It is sent as <c>subject_token</c>.
/// </summary>
public sealed class ApiTokenProof(IClients clients) : IClientAuthenticationMethod
{
    /// <summary>What this way is called in policies.</summary>
    public const string Method = "api_token";

    /// <summary>Under what its failures from an address are counted: a made-up text costs a look-up and names no client.</summary>
    public const string CountedAs = "api tokens";

    /// <inheritdoc />
    // It belongs to one grant, and no client library knows it as a method.
    public IEnumerable<string> MetadataNames => [];

    /// <inheritdoc />
    public int TimesUsedIn(OAuthRequest request) =>
        request is { GrantType: TokenExchangeGrant.Type, SubjectTokenType: TokenTypes.ApiToken } ? 1 : 0;

    /// <inheritdoc />
    public Result<ClientProof> Read(OAuthRequest request)
    {
        if (request.SubjectToken is not { } text)
        {
            return OAuthError.InvalidRequest("subject_token is missing.", "Send the API token as the parameter subject_token of the body.");
        }

        // Before any look-up: a string without our checksum is no token of ours.
        return CredentialFormat.IsWellFormed(text, CredentialFormat.ApiTokenPrefix)
            ? new Proof(request.ClientId, text, clients) { CountedAs = CountedAs }
            : OAuthError.InvalidClient("The API token has not the form of one made here: it is cut short, mistyped or from another system. Copy it again.", FailureCause.Malformed);
    }

    // It names no client: the text itself finds it.
    private sealed class Proof(string? expectedId, string text, IClients clients) : ClientProof(null)
    {
        public override async ValueTask<Result<AuthenticatedClient>> CheckAsync(Client? client, CancellationToken cancellationToken)
        {
            if (await clients.FindByApiTokenAsync(text, cancellationToken) is not { } token)
            {
                return OAuthError.InvalidClient("There is no API token of this text: it has been deleted, or its text has been replaced. Use the current one.", FailureCause.WrongToken);
            }

            if (expectedId is not null && !string.Equals(expectedId, token.Client.Id, StringComparison.Ordinal))
            {
                return OAuthError.InvalidClient("The client_id is not the API token's id: send that, or none.", FailureCause.WrongToken);
            }

            // What is got with the text from before a rotation does not outlive that text.
            return new AuthenticatedClient(token.Client, token.Client.ApplicationId) { Method = Method, CredentialExpiresAt = token.EndsAt };
        }
    }
}
