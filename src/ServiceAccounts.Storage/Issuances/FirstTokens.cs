namespace ServiceAccounts.Storage.Issuances;

/// <summary>The first of the tokens that are offered, in the order of issuance and each once: a search keeps a page, however much it finds.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class FirstTokens(int most)
{
    private readonly SortedSet<IssuedToken> _tokens = new(Comparer<IssuedToken>.Create(static (one, other) =>
        IssuancePlace.Of(one).IsBefore(other) ? -1 : IssuancePlace.Of(other).IsBefore(one) ? 1 : 0));

    /// <summary>Those that are kept, in order.</summary>
    public IEnumerable<IssuedToken> InOrder => _tokens;

    /// <summary>Keeps a token for as long as there are not enough before it.</summary>
    public void Offer(IssuedToken token)
    {
        if (_tokens.Add(token) && _tokens.Count > most)
        {
            _tokens.Remove(_tokens.Max!); // There is one: the token that was just added, or one after it.
        }
    }
}
