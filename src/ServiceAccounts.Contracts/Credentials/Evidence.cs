namespace ServiceAccounts.Contracts.Credentials;

/// <summary>Who made a credential, as they were called then.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">What they were called.</param>
public sealed record CredentialCreatorResponse(Guid Id, string? Name);

/// <summary>When and from where a key of a key set was last used.</summary>
/// <param name="Kid">The key's <c>kid</c>; null for a key without one.</param>
/// <param name="LastUsedAt">When an assertion signed with it last got a token; null for never.</param>
/// <param name="LastUsedFrom">From which address.</param>
public sealed record KeyUseResponse(string? Kid, DateTimeOffset? LastUsedAt, string? LastUsedFrom);

/// <summary>Whether a credential can be taken out of use, as far as its use and that of the others tells.</summary>
/// <param name="Safe">Whether nothing that is known speaks against it.</param>
/// <param name="Code">
/// The reason as a word: where it is safe <c>expired</c>, <c>unused</c> or <c>never_used</c>; where it is not
/// <c>only_active</c>, <c>others_unused</c>, <c>recently_used</c> or <c>recently_made</c>.
/// </param>
/// <param name="Reason">The reason as a sentence.</param>
public sealed record RetirementResponse(bool Safe, string Code, string Reason);
