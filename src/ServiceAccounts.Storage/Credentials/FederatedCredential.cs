using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>What an application trusts instead of a secret of its own: tokens of another issuer that meet some conditions.</summary>
public sealed class FederatedCredential : IListed
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest issuer whose keys are found by discovery, in characters: the document's path comes after it.</summary>
    public const int MaxIssuerLength = 1_900;

    /// <summary>The most credentials of an application.</summary>
    public const int MaxCredentials = 20;

    /// <summary>The longest issuer, audience, trust domain and URL, in characters.</summary>
    public const int MaxUrlLength = 2_000;

    /// <summary>The longest conditions, in characters of JSON.</summary>
    public const int MaxConditionsLength = 32_000;

    /// <summary>The credential's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The application it belongs to.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>Whose tokens are trusted: the <c>iss</c>, or for SPIFFE the trust domain, such as <c>spiffe://example.org</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>Whether the issuer is a SPIFFE trust domain, whose tokens (JWT-SVID) need no <c>iss</c>.</summary>
    public required bool IsSpiffe { get; init; }

    /// <summary>What the tokens' <c>aud</c> contains; null for our own issuer.</summary>
    public string? Audience { get; set; }

    /// <summary>What their claims must say, as JSON.</summary>
    public required string Conditions { get; set; }

    /// <summary>Where the issuer's keys, or the trust domain's bundle, are published; null where they are found by discovery or given.</summary>
    public string? JwksUrl { get; set; }

    /// <summary>The issuer's keys, or the trust domain's bundle, as a JWK set; null where they are fetched.</summary>
    public string? Jwks { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public Guid? CreatedById { get; init; }

    /// <summary>What who made it was called.</summary>
    public string? CreatedByName { get; init; }

    /// <summary>When it was last changed; null for never.</summary>
    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>Who last changed it.</summary>
    public Guid? UpdatedById { get; set; }

    /// <summary>When it runs out, if ever.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The credential as the token endpoint sees it; null where its conditions cannot be read, and then it proves nothing.</summary>
    public FederatedTrust? ToTrust()
    {
        ClientKeySet? inline = null;
        if (!ClaimCondition.TryParseAll(Conditions, out var conditions)
            || (Jwks is not null && !ClientKeySet.TryParse(Jwks, IsSpiffe, out inline, out _)))
        {
            return null;
        }

        return new FederatedTrust
        {
            Id = Id,
            Name = Name,
            Issuer = Issuer,
            IsSpiffe = IsSpiffe,
            Audience = Audience,
            Conditions = conditions.Value,
            JwksUrl = JwksUrl,
            Inline = inline,
            ExpiresAt = ExpiresAt,
        };
    }
}

internal sealed class FederatedCredentialConfiguration : IEntityTypeConfiguration<FederatedCredential>
{
    public void Configure(EntityTypeBuilder<FederatedCredential> credential)
    {
        credential.ToTable("federated_credentials");
        credential.Property(c => c.Name).HasMaxLength(FederatedCredential.MaxNameLength);
        credential.Property(c => c.Issuer).HasMaxLength(FederatedCredential.MaxUrlLength);
        credential.Property(c => c.Audience).HasMaxLength(FederatedCredential.MaxUrlLength);
        credential.Property(c => c.Conditions).HasMaxLength(FederatedCredential.MaxConditionsLength);
        credential.Property(c => c.JwksUrl).HasMaxLength(FederatedCredential.MaxUrlLength);
        credential.Property(c => c.Jwks).HasMaxLength(ClientKeySet.MaxBytes);
        credential.Property(c => c.CreatedByName).HasMaxLength(255);
        credential.HasIndex(c => c.ApplicationId);
    }
}
