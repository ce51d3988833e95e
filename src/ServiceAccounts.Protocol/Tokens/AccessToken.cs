using System.Collections.Immutable;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Proofs;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>What a grant decided: who gets a token, for which Api, with which scopes.</summary>
/// <param name="Client">The client whose token it is: the one that asked and how it proved itself, unless a token was exchanged.</param>
/// <param name="Access">The Api and what the client may have there.</param>
/// <param name="Scope">The scopes granted, parted by spaces; at least one.</param>
public sealed record AccessTokenGrant(AuthenticatedClient Client, ApiAccess Access, string Scope)
{
    /// <summary>What the request proved to have, and so what the token is bound to.</summary>
    public Possession Possession { get; init; } = Possession.None;

    /// <summary>Who acts with it for its subject; null where the subject acts itself.</summary>
    public ActingParty? Actor { get; init; }

    /// <summary>Who asked, where a token was exchanged: what it gets stays a token of the client, and the credential, it came from.</summary>
    public AuthenticatedClient? ExchangedBy { get; init; }

    /// <summary>The client that asked, and how it proved itself.</summary>
    public AuthenticatedClient Requester => ExchangedBy ?? Client;

    /// <summary>What the request must prove to have, because the tokens it sent are bound to it.</summary>
    public ImmutableArray<TokenBinding> MustProve { get; init; } = [];

    /// <summary>The <c>issued_token_type</c> of the answer (RFC 8693 section 2.2.1); null for other grants.</summary>
    public string? IssuedTokenType { get; init; }

    /// <summary>When it ends at the latest, where what it was granted for ends before client and credential do.</summary>
    public DateTimeOffset? NotAfter { get; init; }
}

/// <summary>Who acts with a token for its subject (RFC 8693 section 4.1, the claim <c>act</c>).</summary>
/// <param name="PrincipalId">The account that acts.</param>
/// <param name="ClientId">The client of it that asked for the token.</param>
/// <param name="Epoch">The epoch of that account when it asked: what ends its own tokens ends this one.</param>
/// <param name="CredentialId">The credential by which it asked.</param>
/// <param name="Before">Who acted before, where the token that was exchanged named somebody.</param>
public sealed record ActingParty(Guid PrincipalId, string ClientId, long Epoch, Guid CredentialId, ActingParty? Before)
{
    /// <summary>The most that one token names: each is looked up whenever the token comes back.</summary>
    public const int MaxInChain = 5;

    /// <summary>How many there are, those before included.</summary>
    public int Count => 1 + (Before?.Count ?? 0);
}

/// <summary>Where a token's state stands in a Token Status List (draft-ietf-oauth-status-list, <c>status_list</c>).</summary>
/// <param name="Url">The list.</param>
/// <param name="Index">The place in it.</param>
public sealed record StatusReference(string Url, int Index);

/// <summary>An access token that has its id and times and is not yet signed.</summary>
/// <param name="Id">The <c>jti</c>.</param>
/// <param name="IssuedAt">The <c>iat</c>, in whole seconds.</param>
/// <param name="ExpiresAt">The <c>exp</c>, in whole seconds.</param>
/// <param name="Grant">What it says.</param>
public sealed record AccessToken(Guid Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, AccessTokenGrant Grant)
{
    /// <summary>Where its state can be looked up without asking about it; null where its Api does not ask for that.</summary>
    public StatusReference? Status { get; init; }

    /// <summary>How long it lives, in seconds.</summary>
    public long ExpiresIn => (long)(ExpiresAt - IssuedAt).TotalSeconds;
}
