using System.Text.Json;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>Shows when the keys of a key set were last used.</summary>
internal static class KeyUses
{
    // The keys that a URL has had: those in use are among the last.
    private const int MaxShown = 20;

    /// <summary>Each key of an inline set; of a set at a URL those that have been used, the last used first.</summary>
    public static IEnumerable<KeyUseResponse> Of(KeySet keySet, LastUses uses)
    {
        var used = uses.KeysOf(keySet.Id).OrderByDescending(use => use.UsedAt).ToList();
        return keySet.Jwks is { } jwks
            ? KeyIdsOf(jwks).Select(keyId => Show(keyId, used.Find(use => use.KeyId == CredentialUse.KeptFormOf(keyId))))
            : used.Take(MaxShown).Select(use => Show(use.KeyId.Length == 0 ? null : use.KeyId, use));
    }

    private static KeyUseResponse Show(string? keyId, CredentialUse? use) => new(keyId, use?.UsedAt, use?.Address);

    // Checked when it was given: it is a set, and each kid a text.
    private static IEnumerable<string?> KeyIdsOf(string jwks) =>
        JsonElement.Parse(jwks).GetProperty("keys").EnumerateArray()
            .Select(key => key.TryGetProperty("kid", out var keyId) && keyId.ValueKind == JsonValueKind.String ? keyId.GetString() : null);
}
