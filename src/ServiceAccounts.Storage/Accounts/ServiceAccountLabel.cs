using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ServiceAccounts.Storage.Accounts;

/// <summary>A label of a service account: a word, and what it says of this account.</summary>
public sealed class ServiceAccountLabel
{
    /// <summary>The longest key.</summary>
    public const int MaxKeyLength = 63;

    /// <summary>The longest value.</summary>
    public const int MaxValueLength = 255;

    /// <summary>The most labels of one account.</summary>
    public const int MaxOfAccount = 50;

    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>The word, unique in the account.</summary>
    public required string Key { get; init; }

    /// <summary>What it says; may be empty.</summary>
    public required string Value { get; set; }
}

internal sealed class ServiceAccountLabelConfiguration : IEntityTypeConfiguration<ServiceAccountLabel>
{
    public void Configure(EntityTypeBuilder<ServiceAccountLabel> label)
    {
        label.ToTable("service_account_labels");
        label.HasKey(l => new { l.AccountId, l.Key });
        label.Property(l => l.Key).HasMaxLength(ServiceAccountLabel.MaxKeyLength);
        label.Property(l => l.Value).HasMaxLength(ServiceAccountLabel.MaxValueLength);
        label.HasIndex(l => new { l.Key, l.Value, l.AccountId });
    }
}
