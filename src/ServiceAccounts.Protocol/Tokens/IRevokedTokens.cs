namespace ServiceAccounts.Protocol.Tokens;

/// <summary>Which access tokens have been revoked one by one (RFC 7009).</summary>
public interface IRevokedTokens
{
    /// <summary>Whether the token of a <c>jti</c> has been revoked.</summary>
    Task<bool> ContainAsync(Guid id, CancellationToken cancellationToken);
}
