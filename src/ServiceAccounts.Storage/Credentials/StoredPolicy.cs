using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>A policy as an administrator has written it, of an application or of a tenant: what it does not name it does not demand.</summary>
public sealed record StoredPolicy
{
    /// <summary>What tokens must be bound to.</summary>
    public RequiredBinding RequiredBinding { get; init; }

    /// <summary>The ways in which clients may authenticate; null for all.</summary>
    public string[]? AllowedMethods { get; init; }

    /// <summary>The algorithms of their assertions and proofs; null for all.</summary>
    public string[]? AllowedAlgorithms { get; init; }

    /// <summary>The networks (CIDR) that their requests may come from; null for all.</summary>
    public string[]? AllowedNetworks { get; init; }

    /// <summary>How many tokens a client gets in a minute; null for no limit.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>How many tokens a client gets in a day; null for no limit.</summary>
    public int? TokensPerDay { get; init; }

    /// <summary>What happens beyond these numbers.</summary>
    public QuotaMode QuotaMode { get; init; } = QuotaMode.Enforce;

    /// <summary>Whether it demands nothing.</summary>
    [JsonIgnore]
    public bool IsEmpty => this is
    {
        RequiredBinding: RequiredBinding.None, AllowedMethods: null, AllowedAlgorithms: null, AllowedNetworks: null,
        TokensPerMinute: null, TokensPerDay: null, QuotaMode: QuotaMode.Enforce,
    };

    /// <summary>Reads what <see cref="Write"/> has written; null is a policy that demands nothing.</summary>
    public static StoredPolicy Read(string? text) =>
        (text is null ? null : JsonSerializer.Deserialize(text, StoredPolicyJson.Default.StoredPolicy)) ?? new StoredPolicy();

    /// <summary>The rules that a text has.</summary>
    public static ClientPolicy RulesOf(string? text) => text is null ? ClientPolicy.None : Read(text).ToRules();

    /// <summary>As it is kept; null where it demands nothing.</summary>
    public string? Write() => IsEmpty ? null : JsonSerializer.Serialize(this, StoredPolicyJson.Default.StoredPolicy);

    /// <summary>What follows from it for a client.</summary>
    public ClientPolicy ToRules() => new()
    {
        RequiredBinding = RequiredBinding,
        AllowedMethods = AllowedMethods?.ToImmutableArray(),
        AllowedAlgorithms = AllowedAlgorithms?.ToImmutableArray(),
        AllowedNetworks = AllowedNetworks is { } networks ? new NetworkList([.. networks.Select(System.Net.IPNetwork.Parse)]) : null,
        Quotas = [.. QuotasOf(TokensPerMinute, QuotaPeriod.Minute), .. QuotasOf(TokensPerDay, QuotaPeriod.Day)],
    };

    private IEnumerable<TokenQuota> QuotasOf(int? tokens, QuotaPeriod per) =>
        tokens is { } number ? [new TokenQuota(number, per, QuotaMode)] : [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredPolicy))]
internal sealed partial class StoredPolicyJson : JsonSerializerContext;
