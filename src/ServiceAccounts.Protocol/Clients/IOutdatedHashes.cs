namespace ServiceAccounts.Protocol.Clients;

/// <summary>Is told about hashes that are not under the key of today; it must be quick and must not throw.</summary>
public interface IOutdatedHashes
{
    /// <summary>A secret has been used whose hash an older key made: <paramref name="now"/> is what it is to be replaced by.</summary>
    void Note(Guid credentialId, SecretHash was, SecretHash now);

    /// <summary>There is a hash under a key that is not known here.</summary>
    void MeetUnknownVersion();
}
