namespace ServiceAccounts.Contracts.Accounts;

/// <summary>The public keys of an application as they have just been fetched.</summary>
/// <param name="Keys">Each usable key.</param>
/// <param name="Refused">Why the other keys of the set are not used.</param>
public sealed record KeySetResponse(IReadOnlyList<FetchedKeyResponse> Keys, IReadOnlyList<string> Refused);

/// <summary>A public key as it has just been fetched.</summary>
/// <param name="Kid">Its <c>kid</c>; null for one without.</param>
public sealed record FetchedKeyResponse(string? Kid);
