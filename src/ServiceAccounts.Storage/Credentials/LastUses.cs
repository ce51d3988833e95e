namespace ServiceAccounts.Storage.Credentials;

/// <summary>When and from where the credentials of a few principals were last used.</summary>
public sealed class LastUses
{
    private readonly ILookup<Guid, CredentialUse> _byCredential;
    private readonly Dictionary<Guid, DateTimeOffset> _byPrincipal;

    /// <summary>Takes of several uses of one credential or key the last.</summary>
    public LastUses(IEnumerable<CredentialUse> uses)
    {
        var last = uses.GroupBy(use => (use.CredentialId, use.KeyId)).Select(same => same.MaxBy(use => use.UsedAt)!).ToList(); // A group has one.
        _byCredential = last.ToLookup(use => use.CredentialId);
        _byPrincipal = last.GroupBy(use => use.PrincipalId).ToDictionary(own => own.Key, own => own.Max(use => use.UsedAt));
    }

    /// <summary>The last use of a credential, by whatever key; null where none is known.</summary>
    public CredentialUse? Of(Guid credentialId) => _byCredential[credentialId].MaxBy(use => use.UsedAt);

    /// <summary>The last use of each key of a key set that has been used.</summary>
    public IEnumerable<CredentialUse> KeysOf(Guid keySetId) => _byCredential[keySetId];

    /// <summary>When any credential of a principal was last used, one that has been deleted since included.</summary>
    public DateTimeOffset? OfPrincipal(Guid principalId) =>
        _byPrincipal.TryGetValue(principalId, out var usedAt) ? usedAt : null;
}
