using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>One way for a client to prove who it is (RFC 6749 section 2.3).</summary>
public interface IClientAuthenticationMethod
{
    /// <summary>The names of this way in the metadata (RFC 8414, <c>token_endpoint_auth_methods_supported</c>).</summary>
    IEnumerable<string> MetadataNames { get; }

    /// <summary>How often the request uses this way: more than once is an error of the caller.</summary>
    int TimesUsedIn(OAuthRequest request);

    /// <summary>
    /// Whether it counts only where a request has no other: what comes with the connection is there whether the client means to
    /// authenticate by it or not.
    /// </summary>
    bool IsOnlyWithoutAnother => false;

    /// <summary>Reads the proof and which client it claims to come from, without believing it.</summary>
    Result<ClientProof> Read(OAuthRequest request);
}

/// <summary>A proof that has been read and not yet checked.</summary>
/// <param name="clientId">Who it claims to come from.</param>
public abstract class ClientProof(string? clientId)
{
    /// <summary>Who the proof claims to come from; null where it names nobody, and finds its client itself.</summary>
    public string? ClientId { get; } = clientId;

    /// <summary>
    /// Under what name its failures from an address are counted where it names no client, so that it too is refused unseen after
    /// too many; null where they count for the address alone.
    /// </summary>
    public string? CountedAs { get; init; }

    /// <summary>Whether it is the assertion of a grant, whose refusals have a word of their own (RFC 7521 section 4.1.1).</summary>
    public bool IsGrant { get; init; }

    /// <summary>
    /// Checks the proof; for null (no such client) it refuses. A secret costs the same work then; an assertion does not, for
    /// there is no key to verify it with, and its time may tell that there is no such client.
    /// </summary>
    public abstract ValueTask<Result<AuthenticatedClient>> CheckAsync(Client? client, CancellationToken cancellationToken);
}
