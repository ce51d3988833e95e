namespace ServiceAccounts.Protocol.Clients;

/// <summary>The one look-up of the token endpoint.</summary>
public interface IClients
{
    /// <summary>The client of that id, in whatever state it is; null where there is none. A known one costs no read.</summary>
    ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken);
}
