using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// When and from where a credential was last used. Beside the credential and not in it: a use is no change, so it touches
/// neither versions nor caches nor the ledger.
/// </summary>
public sealed class CredentialUse
{
    /// <summary>The longest <c>kid</c> that is kept.</summary>
    public const int MaxKeyIdLength = 255;

    /// <summary>The client secret, API token, key set or federated credential.</summary>
    public required Guid CredentialId { get; init; }

    /// <summary>The <c>kid</c> of the key of a key set; empty for a key without one and for everything else.</summary>
    public required string KeyId { get; init; }

    /// <summary>Whose credential it is.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The tenant of the principal.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>When it was last used.</summary>
    public required DateTimeOffset UsedAt { get; set; }

    /// <summary>From which address.</summary>
    public string? Address { get; set; }

    /// <summary>A <c>kid</c> as it is kept: nothing for none, no longer than there is room for, and with nothing that a database does not take.</summary>
    public static string KeptFormOf(string? keyId)
    {
        if (keyId is not { Length: > 0 })
        {
            return string.Empty;
        }

        // PostgreSQL has no NUL in a text: one client's kid would keep the uses of all others from being written.
        var text = keyId.Replace('\0', '\uFFFD');

        // Half of a surrogate pair is no text.
        return text.Length <= MaxKeyIdLength
            ? text
            : text[..(char.IsHighSurrogate(text[MaxKeyIdLength - 1]) ? MaxKeyIdLength - 1 : MaxKeyIdLength)];
    }
}

internal sealed class CredentialUseConfiguration : IEntityTypeConfiguration<CredentialUse>
{
    public void Configure(EntityTypeBuilder<CredentialUse> use)
    {
        use.ToTable("credential_uses");
        use.HasKey(u => new { u.CredentialId, u.KeyId });
        use.Property(u => u.KeyId).HasMaxLength(CredentialUse.MaxKeyIdLength);
        use.Property(u => u.Address).HasMaxLength(64);
        use.HasIndex(u => new { u.PrincipalId, u.UsedAt });
    }
}
