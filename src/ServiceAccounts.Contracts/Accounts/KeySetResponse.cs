namespace ServiceAccounts.Contracts.Accounts;

/// <summary>The public keys of an application as they have just been fetched.</summary>
/// <param name="Keys">The <c>kid</c> of each usable key; null for one without.</param>
/// <param name="Refused">Why the other keys of the set are not used.</param>
public sealed record KeySetResponse(IReadOnlyList<string?> Keys, IReadOnlyList<string> Refused);
