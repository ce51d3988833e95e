using System.Collections.Immutable;
using ServiceAccounts.Protocol.Federation;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>The names of the ways in which a client of each kind authenticates: those in the metadata (RFC 8414), and two of ours.</summary>
public static class MethodNames
{
    // To the metadata a token of another issuer is an assertion like any other (RFC 7523 section 2.2); not to who trusts it.
    private const string Federated = FederatedAssertions.Method;

    // Nor does the metadata know of the exchange of an API token, which proves who its owner is.
    private const string ApiToken = ApiTokenProof.Method;

    /// <summary>Every name that a policy may allow.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. Enum.GetValues<ClientAuthenticationMethod>().SelectMany(method => Of(method)).Distinct(StringComparer.Ordinal)];

    /// <summary>The names of a client's ways.</summary>
    public static ImmutableArray<string> Of(ClientAuthenticationMethod method) => method switch
    {
        ClientAuthenticationMethod.ClientSecret => ["client_secret_basic", "client_secret_post"],
        ClientAuthenticationMethod.PrivateKeyJwt => ["private_key_jwt"],
        ClientAuthenticationMethod.TlsClientAuth => ["tls_client_auth"],
        ClientAuthenticationMethod.SelfSignedTlsClientAuth => ["self_signed_tls_client_auth"],

        ClientAuthenticationMethod.Federated => [Federated],
        ClientAuthenticationMethod.ApiToken => [ApiToken],
        _ => [],
    };

    /// <summary>What a client of a kind is to do that has come in another way than its own; for the log alone.</summary>
    internal static string RemedyFor(ClientAuthenticationMethod method) => $"authenticate by {string.Join(" or ", Of(method))}.";
}
