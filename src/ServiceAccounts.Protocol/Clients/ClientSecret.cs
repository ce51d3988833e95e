using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>A client secret, by <c>client_secret_basic</c> or <c>client_secret_post</c> (RFC 6749 section 2.3.1).</summary>
public sealed class ClientSecret(SecretHasher hasher) : IClientAuthenticationMethod
{
    /// <summary>The most secrets that a client has active.</summary>
    public const int MaxActive = 2;

    private const string Basic = "client_secret_basic";
    private const string Post = "client_secret_post";

    /// <inheritdoc />
    public IEnumerable<string> MetadataNames => [Basic, Post];

    /// <inheritdoc />
    public int TimesUsedIn(OAuthRequest request) =>
        (request.Basic is null ? 0 : 1) + (request.ClientSecret is null ? 0 : 1);

    /// <inheritdoc />
    public Result<ClientProof> Read(OAuthRequest request) => (request.Basic, request.ClientId) switch
    {
        ({ } basic, _) => new Proof(basic.ClientId, basic.ClientSecret, Basic, hasher),
        (null, { } clientId) => new Proof(clientId, request.ClientSecret!, Post, hasher), // TimesUsedIn found one of the two.
        _ => OAuthError.InvalidRequest("client_secret needs a client_id beside it.", "Send both in the body, or both as Basic."),
    };

    private sealed class Proof(string clientId, string secret, string method, SecretHasher hasher) : ClientProof(clientId)
    {
        public override ValueTask<Result<AuthenticatedClient>> CheckAsync(Client? client, CancellationToken cancellationToken) =>
            new(Check(client));

        private Result<AuthenticatedClient> Check(Client? client)
        {
            // Before any hash, and the same for known and unknown clients: a string without our checksum is no secret of ours.
            if (!CredentialFormat.IsWellFormed(secret, CredentialFormat.ClientSecretPrefix))
            {
                return OAuthError.InvalidClient(
                    "The client secret has not the form of one made here: it is cut short, mistyped or from another system. Copy it again.", FailureCause.Malformed);
            }

            var match = hasher.FindMatch(secret, client?.Secrets ?? [], MaxActive);
            return (client, match) switch
            {
                (null, _) => OAuthError.InvalidClient("There is no client of this id: it is mistyped, or its application has been deleted.", FailureCause.UnknownClient),
                (_, >= 0) => new AuthenticatedClient(client, client.Secrets[match].Id)
                {
                    Method = method,
                    CredentialExpiresAt = client.Secrets[match].ExpiresAt,
                },
                ({ AuthenticationMethod: not ClientAuthenticationMethod.ClientSecret }, _) =>
                    OAuthError.InvalidClient(
                        $"The application authenticates by another method than a client secret: {MethodNames.RemedyFor(client.AuthenticationMethod)}", FailureCause.WrongMethod),
                _ => OAuthError.InvalidClient("The client secret is wrong: it belongs to another client, or has been deleted. Use the current one, or make a new one.", FailureCause.WrongSecret),
            };
        }
    }
}
