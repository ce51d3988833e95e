using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Credentials;
using ClientSecret = ServiceAccounts.Storage.Credentials.ClientSecret;

namespace ServiceAccounts.Management.Credentials;

/// <summary>Makes credentials: the text goes into exactly one answer, its hash into the database.</summary>
public sealed class NewCredential(SecretHasher hasher)
{
    /// <summary>A new client secret, and its text.</summary>
    public (ClientSecret Secret, string Text) ClientSecret(
        Guid applicationId, DateTimeOffset now, DateTimeOffset? expiresAt = null, Caller? maker = null)
    {
        var text = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);
        var hash = hasher.Hash(text);
        var secret = new ClientSecret
        {
            Id = Guid.CreateVersion7(now),
            ApplicationId = applicationId,
            Hash = [.. hash.Value],
            HashKeyVersion = hash.KeyVersion,
            Hint = CredentialFormat.HintOf(text),
            CreatedAt = now,
            CreatedById = maker?.PrincipalId,
            CreatedByName = maker?.Name,
            ExpiresAt = expiresAt,
        };
        return (secret, text);
    }

    /// <summary>A new API token, and its text.</summary>
    public (ApiToken Token, string Text) ApiToken(
        Guid principalId, Guid tenantId, string name, DateTimeOffset now, DateTimeOffset? expiresAt = null, string[]? scopes = null,
        Caller? maker = null)
    {
        var text = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        return (ApiTokenOf(text, principalId, tenantId, name, now, expiresAt, scopes, maker), text);
    }

    /// <summary>Gives an API token a new text, and returns it; the text before works until <paramref name="retiringUntil"/>, or no more.</summary>
    public string Rotate(ApiToken token, DateTimeOffset? retiringUntil)
    {
        var text = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        var hash = hasher.Hash(text);
        (token.RetiringHash, token.RetiringUntil) = retiringUntil is null ? (null, null) : (token.Hash, retiringUntil);
        (token.Hash, token.HashKeyVersion, token.Hint) = ([.. hash.Value], hash.KeyVersion, CredentialFormat.HintOf(text));
        return text;
    }

    /// <summary>An API token whose text was made elsewhere.</summary>
    public ApiToken ApiTokenOf(
        string text, Guid principalId, Guid tenantId, string name, DateTimeOffset now, DateTimeOffset? expiresAt, string[]? scopes = null,
        Caller? maker = null)
    {
        var hash = hasher.Hash(text);
        return new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            PrincipalId = principalId,
            TenantId = tenantId,
            Name = name,
            Hash = [.. hash.Value],
            HashKeyVersion = hash.KeyVersion,
            Hint = CredentialFormat.HintOf(text),
            Scopes = scopes,
            CreatedAt = now,
            CreatedById = maker?.PrincipalId,
            CreatedByName = maker?.Name,
            ExpiresAt = expiresAt,
        };
    }
}
