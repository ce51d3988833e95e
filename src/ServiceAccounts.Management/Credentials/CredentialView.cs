using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>Shows credentials, with the text only of one that has just been made.</summary>
internal static class CredentialView
{
    public static ClientSecretResponse Of(ClientSecret secret, RevealedCredential? revealed = null) => new()
    {
        Id = secret.Id,
        ClientSecret = revealed?.TextOf(secret.Id),
        Hint = secret.Hint,
        CreatedAt = secret.CreatedAt,
        ExpiresAt = secret.ExpiresAt,
    };

    public static ApiTokenResponse Of(ApiToken token, RevealedCredential? revealed = null) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Token = revealed?.TextOf(token.Id),
        Hint = token.Hint,
        Scopes = token.Scopes,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
    };
}

/// <summary>A credential's text, on its way into the one answer that has it.</summary>
internal sealed class RevealedCredential(Guid id, string text)
{
    public string? TextOf(Guid credentialId) => credentialId == id ? text : null;
}
