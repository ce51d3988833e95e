namespace ServiceAccounts.Protocol.Clients;

/// <summary>Finds clients: applications by their <c>client_id</c>, and API tokens, which are clients of their own, by id or text.</summary>
public interface IClients
{
    /// <summary>The client of that id, in whatever state it is; null where there is none. A known one costs no read.</summary>
    ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken);

    /// <summary>The client that an API token is, by its well-formed text, in whatever state it is; null where no token has that text.</summary>
    ValueTask<KnownApiToken?> FindByApiTokenAsync(string text, CancellationToken cancellationToken);
}

/// <summary>An API token that has been found by its text.</summary>
/// <param name="Client">The client that it is; its id is the token's.</param>
/// <param name="EndsAt">
/// When that text runs out, if ever: before the token does where it is the one from before a rotation, and in the past where the
/// token has been revoked.
/// </param>
public sealed record KnownApiToken(Client Client, DateTimeOffset? EndsAt);
