namespace ServiceAccounts.Storage.Resilience;

/// <summary>
/// What is asked for is not in memory, and this node cannot tell from the database as it is now: who asked may try again later.
/// </summary>
/// <param name="what">What is not in memory.</param>
public sealed class StaleException(string what)
    : Exception($"This node has not read the ledger for {Freshness.StaleAfter.TotalSeconds} seconds, so it does not look up {what}.");
