using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>What a grant decided: who gets a token, for which Api, with which scopes.</summary>
/// <param name="Client">The client that asked, and how it proved itself.</param>
/// <param name="Access">The Api and what the client may have there.</param>
/// <param name="Scope">The scopes granted, parted by spaces; at least one.</param>
public sealed record AccessTokenGrant(AuthenticatedClient Client, ApiAccess Access, string Scope);

/// <summary>An access token that has its id and times and is not yet signed.</summary>
/// <param name="Id">The <c>jti</c>.</param>
/// <param name="IssuedAt">The <c>iat</c>, in whole seconds.</param>
/// <param name="ExpiresAt">The <c>exp</c>, in whole seconds.</param>
/// <param name="Grant">What it says.</param>
public sealed record AccessToken(Guid Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, AccessTokenGrant Grant)
{
    /// <summary>How long it lives, in seconds.</summary>
    public long ExpiresIn => (long)(ExpiresAt - IssuedAt).TotalSeconds;
}
