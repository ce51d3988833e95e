using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>The OAuth client of a service account.</summary>
public sealed class Application : IListed
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest description.</summary>
    public const int MaxDescriptionLength = 500;

    /// <summary>The longest policy, in characters of JSON.</summary>
    public const int MaxPolicyLength = 16_000;

    /// <summary>How far ahead the <c>exp</c> of an assertion may be unless the application says otherwise, in seconds.</summary>
    public const int DefaultAssertionLifetimeSeconds = 600;

    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The <c>client_id</c>; never changed.</summary>
    public required string ClientId { get; init; }

    /// <summary>The service account that it belongs to.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The tenant of the service account.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>What people call it, where they call it anything.</summary>
    public string? Name { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>The one way in which it authenticates.</summary>
    public required ClientAuthenticationMethod AuthenticationMethod { get; init; }

    /// <summary>The lifetime of its access tokens in seconds.</summary>
    public required int AccessTokenTtlSeconds { get; set; }

    /// <summary>The scopes that its tokens may have; null for all that the account holds.</summary>
    public string[]? AllowedScopes { get; set; }

    /// <summary>The Api of tokens for which the request names none; null for the tenant's.</summary>
    public Guid? DefaultApiId { get; set; }

    /// <summary>Whether the <c>aud</c> of its assertions may be the token endpoint's URL instead of the issuer.</summary>
    public bool AllowsTokenEndpointAudience { get; set; }

    /// <summary>How far ahead the <c>exp</c> of its assertions may be, in seconds.</summary>
    public int AssertionMaxLifetimeSeconds { get; set; } = DefaultAssertionLifetimeSeconds;

    /// <summary>What is demanded of it beyond a good credential, as JSON; null for nothing.</summary>
    public string? Policy { get; set; }

    /// <summary>Whether it gets tokens.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it; null for those made before this was kept.</summary>
    public Guid? CreatedById { get; init; }

    /// <summary>When it or its secrets were last changed; null for those not changed since this has been kept.</summary>
    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>Who last changed it or its secrets.</summary>
    public Guid? UpdatedById { get; set; }

    /// <summary>Its secrets, where it authenticates by one.</summary>
    public List<ClientSecret> Secrets { get; } = [];

    /// <summary>Its keys, where it authenticates by an assertion.</summary>
    public KeySet? KeySet { get; set; }

    /// <summary>Whether it authenticates by a certificate.</summary>
    public bool AuthenticatesByCertificate =>
        AuthenticationMethod is ClientAuthenticationMethod.TlsClientAuth or ClientAuthenticationMethod.SelfSignedTlsClientAuth;

    /// <summary>Its certificates, where it authenticates by one.</summary>
    public List<ClientCertificate> Certificates { get; } = [];

    /// <summary>The issuers that it trusts, where it authenticates by another issuer's token.</summary>
    public List<FederatedCredential> FederatedCredentials { get; } = [];
}

internal sealed class ApplicationConfiguration : IEntityTypeConfiguration<Application>
{
    public void Configure(EntityTypeBuilder<Application> application)
    {
        application.ToTable("applications");
        application.Property(a => a.ClientId).HasMaxLength(64);
        application.HasIndex(a => a.ClientId).IsUnique();
        application.Property(a => a.Name).HasMaxLength(Application.MaxNameLength);
        application.Property(a => a.Description).HasMaxLength(Application.MaxDescriptionLength);
        application.HasIndex(a => a.PrincipalId);
        application.HasIndex(a => new { a.TenantId, a.CreatedAt, a.Id });
        application.HasMany(a => a.Secrets).WithOne().HasForeignKey(s => s.ApplicationId).OnDelete(DeleteBehavior.Cascade);
        application.HasMany(a => a.Certificates).WithOne().HasForeignKey(c => c.ApplicationId).OnDelete(DeleteBehavior.Cascade);
        application.HasMany(a => a.FederatedCredentials).WithOne().HasForeignKey(c => c.ApplicationId).OnDelete(DeleteBehavior.Cascade);
        application.Property(a => a.Policy).HasMaxLength(Application.MaxPolicyLength);
        application.HasOne(a => a.KeySet).WithOne().HasForeignKey<KeySet>(k => k.ApplicationId).OnDelete(DeleteBehavior.Cascade);
    }
}
