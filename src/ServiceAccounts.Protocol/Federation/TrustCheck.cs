namespace ServiceAccounts.Protocol.Federation;

/// <summary>One thing that was looked at in a foreign token.</summary>
/// <param name="Name">What: <c>algorithm</c>, <c>issuer</c>, <c>audience</c>, <c>times</c>, <c>signature</c>, or a condition's claim.</param>
/// <param name="Problem">What is wrong and would mend it, without anything that came in the token; null where it is good.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there, for whoever sent the token alone.</param>
public sealed record TrustCheck(string Name, string? Problem, string? Expected, string? Found)
{
    /// <summary>Whether it is good.</summary>
    public bool Passed => Problem is null;

    // A record prints its members, and one of them came from a stranger.
    /// <inheritdoc />
    public override string ToString() => $"{Name}: {Problem ?? "good"}";
}
